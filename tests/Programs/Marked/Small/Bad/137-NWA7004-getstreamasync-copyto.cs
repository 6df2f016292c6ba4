namespace BlindC137;

public static class Save137
{
    public static async Task ToFileAsync(HttpClient http, Uri uri, string path)
    {
        await using var body = await http.GetStreamAsync(uri);
        await using var file = File.Create(path);
        await body.CopyToAsync(file); // ! NWA7004
    }
}
