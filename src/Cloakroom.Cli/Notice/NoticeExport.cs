using System.Text.Json;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Notice;

/// <summary>Writes notices to a file for another program to send. The people in it count as told from when the file is whole.</summary>
internal sealed class NoticeExport(ControlSetting setting, NoticeWork work)
{
    private const int ClaimsAtOnce = 500;

    public async Task<int> RunAsync(NoticePlan plan, string target, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(target);
        if (File.Exists(path) || Directory.Exists(path))
            throw new ControlException($"--export {Text.Printable(target)}: it exists already. Give a new name: the people in the old file have been told.");
        var notices = new List<ReadyNotice>();
        if (plan.Ready.Count > 0)
        {
            // Before anybody is claimed: that the place can be written to.
            await using var file = Create(path, target);
            foreach (var some in plan.Ready.Chunk(ClaimsAtOnce))
                notices.AddRange(await work.ClaimAsync(some, cancellationToken));
            await WriteAsync(file, path, target, notices);
        }

        if (notices.Count > 0)
        {
            foreach (var some in notices.Chunk(ClaimsAtOnce))
                await work.ConfirmAsync(some);
            await work.NoteAsync($"{Text.Count(notices.Count, "notice")} to {work.GroupName} exported for mailing");
        }
        else
        {
            File.Delete(path);
        }

        NoticeReport.WriteResult(setting.Terminal, plan, notices.Count == 0 ? "Nobody is to be told; no file was written." : $"{Text.Count(notices.Count, "notice")} written to {Text.Printable(target)}. Those people count as told: see that it is sent.", plan.Ready.Count - notices.Count);
        return ExitCode.Success;
    }

    private async Task WriteAsync(FileStream file, string path, string target, List<ReadyNotice> notices)
    {
        try
        {
            await using var writer = new StreamWriter(file) { NewLine = "\n" };
            var isTable = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            if (isTable)
                await writer.WriteAsync("person,email,name,subject,body\r\n");
            foreach (var notice in notices)
                await writer.WriteAsync(isTable ? Row(notice) : JsonSerializer.Serialize(Document(notice)) + "\n");
            await writer.FlushAsync();
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            foreach (var some in notices.Chunk(ClaimsAtOnce))
                await work.GiveBackAsync(some);
            File.Delete(path);
            throw new ControlException($"--export {Text.Printable(target)}: could not be written to its end, and is gone again. Nobody counts as told.");
        }
    }

    private static FileStream Create(string path, string target)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            // Who saw whom, with addresses.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"--export {Text.Printable(target)}: cannot be written there. Give another place.");
        }
    }

    private static object Document(ReadyNotice notice) => new { person = notice.Person.Person, email = notice.Address.Address, name = notice.Name, subject = notice.Subject, body = notice.Body };

    private static string Row(ReadyNotice notice) => string.Join(
        ',', new[] { Harmless(notice.Person.Person), notice.Address.Address, Harmless(notice.Name), Harmless(notice.Subject), Harmless(notice.Body) }.Select(Quoted)) + "\r\n";

    /// <summary>What others have written must not become a formula in a spreadsheet (OWASP, CSV injection).</summary>
    private static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    // RFC 4180.
    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
