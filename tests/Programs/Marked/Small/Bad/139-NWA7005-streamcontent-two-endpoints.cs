namespace BlindC139;

public static class Mirror139
{
    public static async Task PutBothAsync(HttpClient http, Stream file, Uri primary, Uri backup, CancellationToken token)
    {
        var content = new StreamContent(file);
        using (var first = await http.PutAsync(primary, content, token))
            if (first.IsSuccessStatusCode) return;
        using var second = await http.PutAsync(backup, content, token); // ! NWA7005
        second.EnsureSuccessStatusCode();
    }
}
