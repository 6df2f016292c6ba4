namespace BlindC176;

public sealed class Check176(HttpClient http)
{
    public async Task<bool> IsUpAsync(Uri uri, CancellationToken token)
    {
        var response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, token); // ! none: response never disposed, the pool starves
        return response.IsSuccessStatusCode;
    }
}
