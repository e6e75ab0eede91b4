namespace Cloakroom.Replay.Reports;

/// <summary>What became of the users on the stock side.</summary>
/// <param name="ExposedUsers">How many users' session, identity or data reached somebody else.</param>
/// <param name="Pairs">How many distinct (owner, receiver).</param>
internal sealed record StockResult(int ExposedUsers, int Pairs);

/// <summary>What became of them with Cloakroom, under the same fault.</summary>
/// <param name="ExposedUsers">As for stock. Anything but 0 is a broken promise, unless it only watches.</param>
/// <param name="Pairs">As for stock.</param>
/// <param name="BlockedMixups">How many mix-ups were reported as blocked.</param>
/// <param name="DetectionMs">Milliseconds from the fault's first effect to the first report; null when there was nothing to detect, as it was prevented.</param>
/// <param name="ContainmentMs">Milliseconds from the order to end the sessions involved until nobody sees anything of anybody else's; 0 when nothing was exposed, null when a watcher cannot see it.</param>
/// <param name="UnaffectedFailures">Failed requests of people whom the fault does not touch.</param>
/// <param name="Impact">How exact its own list of who saw whom is; null where a watcher cannot see the leak.</param>
internal sealed record CloakroomResult(int ExposedUsers, int Pairs, int BlockedMixups, double? DetectionMs, double? ContainmentMs, int UnaffectedFailures, ImpactFigures? Impact);
