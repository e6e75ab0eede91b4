namespace Cloakroom.Journal;

/// <summary>Who used which session for what: what uses are added up by.</summary>
/// <param name="Session">The public id of the session, as bits. At the edge: the tag of its value; of a foreign use the tag of the binding that it belongs to, since a value alone may be several people's.</param>
/// <param name="Presenter">Who used it, told by the binding brought: the public id of the session that the binding is of. At the edge: the tag of the binding. 0 for one that is not known.</param>
/// <param name="Route">What for.</param>
/// <param name="IsForeign">Whether the presenter is somebody else than whose content the session holds.</param>
internal readonly record struct UseKey(UInt128 Session, UInt128 Presenter, UseRoute Route, bool IsForeign);
