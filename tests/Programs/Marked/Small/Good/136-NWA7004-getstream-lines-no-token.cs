namespace BlindC136G;

public sealed class Export136G(HttpClient http)
{
    public async Task<int> CountAsync(CancellationToken token)
    {
        using var response = await http.GetAsync("https://data.example.org/all.csv", HttpCompletionOption.ResponseHeadersRead, token);
        response.EnsureSuccessStatusCode();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(token));
        int lines = 0;
        while (await reader.ReadLineAsync(limit.Token) is not null) lines++;
        return lines;
    }
}
