using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Http;

/// <summary>Stands in front of the response body of a request that changed session data, and has it written to the store before the first byte leaves.</summary>
/// <remarks>
/// A failure is thrown at the application's own write, while the status can still change. Only requests that changed data pay for this.
/// </remarks>
internal sealed class CommitBeforeBody(IHttpResponseBodyFeature prior, RequestScope scope) : IHttpResponseBodyFeature
{
    private PipeWriter? _writer;

    public IHttpResponseBodyFeature Prior => prior;

    public Stream Stream { get; } = new CommittingStream(prior, scope);

    /// <summary>Over the stream: bytes that the application has not flushed can still be dropped.</summary>
    public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

    public void DisableBuffering() => prior.DisableBuffering();

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await scope.CommitAsync(cancellationToken);
        await prior.StartAsync(cancellationToken);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await scope.CommitAsync(cancellationToken);
        await FlushWriterAsync(cancellationToken);
        await prior.SendFileAsync(path, offset, count, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await scope.CommitAsync(scope.Context.RequestAborted);
        await FlushWriterAsync(scope.Context.RequestAborted);
        await prior.CompleteAsync();
    }

    public async Task FlushWriterAsync(CancellationToken cancellationToken)
    {
        if (_writer is { UnflushedBytes: > 0 })
            await _writer.FlushAsync(cancellationToken);
    }

    private sealed class CommittingStream(IHttpResponseBodyFeature prior, RequestScope scope) : Stream
    {
        private readonly Stream _inner = prior.Stream;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await BeginAsync(cancellationToken);
            await _inner.FlushAsync(cancellationToken);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await BeginAsync(cancellationToken);
            await _inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        // Servers refuse synchronous writes unless told otherwise; where an application has told them, it waits here.
        public override void Write(byte[] buffer, int offset, int count)
        {
            BeginAsync(scope.Context.RequestAborted).GetAwaiter().GetResult();
            _inner.Write(buffer, offset, count);
        }

        public override void Flush()
        {
            BeginAsync(scope.Context.RequestAborted).GetAwaiter().GetResult();
            _inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async Task BeginAsync(CancellationToken cancellationToken)
        {
            await scope.CommitAsync(cancellationToken);
            // What was written before there was anything to hold comes first.
            if (prior.Writer is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 } before)
                await before.FlushAsync(cancellationToken);
        }
    }
}
