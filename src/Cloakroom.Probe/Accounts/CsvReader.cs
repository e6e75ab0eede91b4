using System.Text;

namespace Cloakroom.Probe.Accounts;

/// <summary>Reads CSV (RFC 4180).</summary>
internal static class CsvReader
{
    /// <param name="text">The whole file.</param>
    /// <param name="fail">Makes an exception of a line and what is wrong there: <c>7: …</c>.</param>
    public static IEnumerable<CsvRow> Read(string text, Func<string, Exception> fail)
    {
        var (line, begin) = (1, 1);
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when field.Length == 0:
                    i = ReadQuoted(text, i, field, ref line, fail);
                    break;
                case ',':
                    EndField();
                    break;
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\n':
                    EndField();
                    yield return new CsvRow(begin, fields);
                    fields = [];
                    begin = ++line;
                    break;
                default:
                    field.Append(text[i]);
                    break;
            }
        }

        if (fields.Count > 0 || field.Length > 0)
        {
            EndField();
            yield return new CsvRow(begin, fields);
        }

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    /// <returns>Where the closing quote is.</returns>
    private static int ReadQuoted(string text, int open, StringBuilder field, ref int line, Func<string, Exception> fail)
    {
        var begin = line;
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                if (i + 1 >= text.Length || text[i + 1] != '"')
                    return i;
                i++;
            }

            if (text[i] == '\n')
                line++;
            field.Append(text[i]);
        }

        throw fail($"{begin}: a quoted field does not end.");
    }
}
