namespace BlindC144G;

public sealed class Pictures144G(HttpClient http)
{
    public async Task<Stream> OpenAsync(string id, CancellationToken token)
    {
        using (HttpResponseMessage response = await http.GetAsync("https://img.example.org/" + Uri.EscapeDataString(id), token))
        {
            response.EnsureSuccessStatusCode();
            return new MemoryStream(await response.Content.ReadAsByteArrayAsync(token));
        }
    }
}
