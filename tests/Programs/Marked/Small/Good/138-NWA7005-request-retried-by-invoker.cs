namespace BlindC138G;

public sealed class RetryHandler138G(HttpMessageInvoker invoker)
{
    public async Task<HttpResponseMessage> PostAsync(Uri uri, byte[] body, CancellationToken token)
    {
        for (int attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body) };
            var response = await invoker.SendAsync(request, token);
            if ((int)response.StatusCode < 500 || attempt == 3) return response;
            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), token);
        }
    }
}
