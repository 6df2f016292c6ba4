namespace BlindC136;

public sealed class Export136(HttpClient http)
{
    public async Task<int> CountAsync(CancellationToken token)
    {
        using var response = await http.GetAsync("https://data.example.org/all.csv", HttpCompletionOption.ResponseHeadersRead, token);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(token));
        int lines = 0;
        while (await reader.ReadLineAsync() is not null) lines++; // ! NWA7004
        return lines;
    }
}
