using Cloakroom.Console.Pages;
using Cloakroom.Control;

namespace Cloakroom.Console.Actions;

/// <summary>Opening and closing.</summary>
internal static class ModeActions
{
    public static async Task<Confirmation?> SetAsync(ActionContext context, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse(context.Get("mode"), ignoreCase: true, out CloakroomMode mode) || !Enum.IsDefined(mode))
            return null;
        var now = (await context.Store.ReadControlAsync(cancellationToken)).Mode;
        // What the page said that it is: a form is older than what a policy, or somebody else, has done since.
        var known = context.Get("known") is { Length: > 0 } given ? given : Stamp(now);
        var live = await LiveSessions.CountAsync(context.Store, EpochScope.All, null, cancellationToken);
        return new Confirmation(
            Title(mode),
            [.. Consequences(mode, live), now.Mode == mode ? $"It is so already, since {Say.Day(now.Since)}, {Say.Minute(now.Since)}." : $"Now it is: {Say.Mode(now.Mode)}."],
            mode == CloakroomMode.Open ? "Open" : Title(mode).TrimEnd('?'),
            context.Links.Control,
            [new("mode", mode.ToString()), new("known", Stamp(now))],
            async (by, why, token) =>
            {
                var state = new ModeState(mode, by, why, context.Store.Now);
                var isDone = known == Stamp(now) && await context.Store.WriteAsync("set-mode", (store, inner) => store.ReplaceModeAsync(now, state, inner), token);
                if (!isDone)
                    return "Somebody, or a policy, has set it meanwhile: look at what it is now, and decide again.";
                await context.ConfirmAsync();
                return null;
            })
        {
            IsGrave = mode != CloakroomMode.Open,
        };
    }

    private static string Stamp(ModeState mode) => $"{mode.Mode} {mode.Since.ToUnixTimeMilliseconds()}";

    private static string Title(CloakroomMode mode) => mode switch
    {
        CloakroomMode.Open => "Open everything?",
        CloakroomMode.SignInClosed => "Close sign-in?",
        CloakroomMode.ReadOnly => "Make everything read-only?",
        _ => "Close everything?",
    };

    private static IEnumerable<string> Consequences(CloakroomMode mode, string live) => mode switch
    {
        CloakroomMode.Open => ["People can sign in, and everything works again.", "Nobody's session was ended by closing, and none is by opening.", "Nothing is checked first: 'cloakroom signin open' does that, and refuses while something is wrong."],
        CloakroomMode.SignInClosed => ["Nobody can sign in: who tries is asked to come back later.", $"Who is signed in goes on working: {live}."],
        CloakroomMode.ReadOnly => ["Nobody can sign in, and who is signed in can look but change nothing: such requests are asked to come back later.", $"It concerns {live}."],
        _ => ["No session is served: every request that brings one is asked to come back later. Requests without one go on.", $"It concerns {live}. None of them is ended. This console goes on, for those who are signed in."],
    };
}
