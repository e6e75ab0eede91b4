using System.Net;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Forwarding;

/// <summary>A response whose headers go out before its first byte of body is there, where that is what the client waits for: event streams and gRPC.</summary>
/// <remarks>YARP sends headers with the first bytes, which may be hours later. A body that is over at once is left to it, since its trailers then go with the headers.</remarks>
internal sealed class PromptContent(HttpContent content, HttpResponse response) : HttpContent
{
    public static bool IsWanted(string? contentType) =>
        contentType is not null
        && (contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase));

    protected override async Task<Stream> CreateContentReadStreamAsync() => new PromptStream(await content.ReadAsStreamAsync(), response);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => content.CopyToAsync(stream, context);

    protected override bool TryComputeLength(out long length)
    {
        length = content.Headers.ContentLength ?? 0;
        return content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    private sealed class PromptStream(Stream body, HttpResponse response) : ReadingStream
    {
        private bool _hasStarted;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var reading = body.ReadAsync(buffer, cancellationToken);
            if (_hasStarted || reading.IsCompleted)
                return reading;
            _hasStarted = true;
            return StartAsync(reading, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                body.Dispose();
            base.Dispose(disposing);
        }

        private async ValueTask<int> StartAsync(ValueTask<int> reading, CancellationToken cancellationToken)
        {
            try
            {
                await response.Body.FlushAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has gone; writing to it will say so. What is being read must still be waited for.
            }

            return await reading;
        }
    }
}
