using System.Net;

namespace BlindC087;

public sealed class Prices087(HttpClient http)
{
    public async Task<string> GetOrNullAsync(Uri uri, CancellationToken token)
    {
        try
        {
            return await http.GetStringAsync(uri, token);
        }
        catch (WebException e) when (e.Status == WebExceptionStatus.ConnectFailure) // ! NWA3014
        {
            return null;
        }
    }
}
