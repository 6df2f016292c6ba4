namespace BlindC138;

public sealed class RetryHandler138(HttpMessageInvoker invoker)
{
    public async Task<HttpResponseMessage> PostAsync(Uri uri, byte[] body, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body) };
        for (int attempt = 0; ; attempt++)
        {
            var response = await invoker.SendAsync(request, token); // ! NWA7005
            if ((int)response.StatusCode < 500 || attempt == 3) return response;
            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), token);
        }
    }
}
