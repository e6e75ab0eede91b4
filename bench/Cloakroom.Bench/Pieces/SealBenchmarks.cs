using BenchmarkDotNet.Attributes;
using Cloakroom.Edge.Sealing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Bench.Pieces;

/// <summary>What the edge does with a session cookie of 200 characters, piece by piece.</summary>
[MemoryDiagnoser]
public class SealBenchmarks
{
    private const string Name = "connect.sid";

    private readonly SealedCookie _content =
        new(new string('v', 200), "Path=/; HttpOnly; SameSite=Lax", Revision: 300, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private SealKeys? _keys;
    private CookieSeal? _seal;
    private BindingCookie? _bindings;
    private Tagger? _tagger;
    private BroughtBinding _own;
    private BroughtBinding _renewed;
    private BroughtBinding _foreign;
    private Tag _bindingTag;
    private Tag _valueTag;
    private string _sealed = "";
    private string _bindingText = "";
    private string _renewedText = "";

    [GlobalSetup]
    public void Start()
    {
        _keys = new SealKeys(new InMemoryKeySource(), TimeProvider.System, NullLogger<SealKeys>.Instance);
        _tagger = new Tagger(new byte[Tagger.KeySize]);
        _seal = new CookieSeal(_keys, _tagger);
        _bindings = new BindingCookie(_keys, TimeProvider.System);
        var binding = Binding.Create(TimeProvider.System);
        var other = Binding.Create(TimeProvider.System);
        _own = new BroughtBinding(binding);
        _foreign = new BroughtBinding(other);
        _renewed = new BroughtBinding(other, binding);
        _bindingTag = _tagger.OfBinding(binding);
        _valueTag = _tagger.OfValue(_content.Value);
        _bindingText = BindingCookie.Write(binding);
        _renewedText = _bindings.Write(other, binding);
        _sealed = Seal();
        Require(Open() && OpenWithPrevious() && OpenForeign());
    }

    [GlobalCleanup]
    public void Stop() => _keys!.Dispose();

    [Benchmark]
    public string Seal() => _seal!.Seal(Name, _own.Current, _bindingTag, _valueTag, _content, SealFlags.Bound);

    [Benchmark]
    public bool Open() => _seal!.TryOpen(Name, _sealed, _own, out _, out _) == OpenOutcome.Opened;

    [Benchmark]
    public bool OpenWithPrevious() => _seal!.TryOpen(Name, _sealed, _renewed, out _, out _) == OpenOutcome.OpenedWithPrevious;

    [Benchmark]
    public bool OpenForeign() => _seal!.TryOpen(Name, _sealed, _foreign, out _, out _) == OpenOutcome.Foreign;

    [Benchmark]
    public bool ReadBinding() => _bindings!.Read(_bindingText) is not null;

    [Benchmark]
    public bool ReadBindingWithPredecessor() => _bindings!.Read(_renewedText) is not null;

    [Benchmark]
    public bool TagOfBinding() => _tagger!.OfBinding(_own.Current) == _bindingTag;

    [Benchmark]
    public bool TagOfValue() => _tagger!.OfValue(_content.Value) == _valueTag;

    private static void Require(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("What is measured does not work.");
    }
}
