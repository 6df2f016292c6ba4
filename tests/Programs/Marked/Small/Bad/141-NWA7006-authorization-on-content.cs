namespace BlindC141;

public sealed class Upload141(HttpClient http, string key)
{
    public async Task SendAsync(Uri uri, string text, CancellationToken token)
    {
        using var content = new StringContent(text) { Headers = { { "Authorization", "Bearer " + key } } }; // ! NWA7006
        using var response = await http.PostAsync(uri, content, token);
        response.EnsureSuccessStatusCode();
    }
}
