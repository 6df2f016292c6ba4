namespace BlindC132;

public static class Fetch132
{
    public static Task AllAsync(IEnumerable<Uri> uris, CancellationToken token) =>
        Parallel.ForEachAsync(uris, token, static async (uri, t) =>
        {
            using HttpClient http = new(); // ! NWA7001
            Console.WriteLine((await http.GetStringAsync(uri, t)).Length);
        });
}
