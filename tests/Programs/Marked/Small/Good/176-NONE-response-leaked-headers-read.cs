namespace BlindC176G;

public sealed class Check176G(HttpClient http)
{
    public async Task<bool> IsUpAsync(Uri uri, CancellationToken token)
    {
        using var response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, token);
        return response.IsSuccessStatusCode;
    }
}
