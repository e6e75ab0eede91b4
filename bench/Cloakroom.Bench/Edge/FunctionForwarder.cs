using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Cloakroom.Bench.Edge;

/// <summary>In the place of YARP's forwarder: an application that is a function, so that what is left is the edge's own work.</summary>
internal sealed class FunctionForwarder(Func<HttpRequestMessage, HttpResponseMessage> application) : IHttpForwarder
{
    public ValueTask<ForwarderError> SendAsync(
        HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer) =>
        SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, CancellationToken.None);

    public async ValueTask<ForwarderError> SendAsync(
        HttpContext context,
        string destinationPrefix,
        HttpMessageInvoker httpClient,
        ForwarderRequestConfig requestConfig,
        HttpTransformer transformer,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Parse(context.Request.Method) };
        await transformer.TransformRequestAsync(context, request, destinationPrefix, cancellationToken);
        using var response = application(request);
        context.Response.StatusCode = (int)response.StatusCode;
        await transformer.TransformResponseAsync(context, response, cancellationToken);
        return ForwarderError.None;
    }
}
