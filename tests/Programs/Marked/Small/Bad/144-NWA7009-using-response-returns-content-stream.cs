namespace BlindC144;

public sealed class Pictures144(HttpClient http)
{
    public async Task<Stream> OpenAsync(string id, CancellationToken token)
    {
        using (HttpResponseMessage response = await http.GetAsync("https://img.example.org/" + Uri.EscapeDataString(id), HttpCompletionOption.ResponseHeadersRead, token))
        {
            response.EnsureSuccessStatusCode();
            Stream body = await response.Content.ReadAsStreamAsync(token);
            return body; // ! NWA7009
        }
    }
}
