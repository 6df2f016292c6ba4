namespace BlindC164;

public static class Allow164
{
    public static bool May(Uri target) => target switch
    {
        { Scheme: not "https" } => false,
        { Host: var host } when host.EndsWith("example.com", StringComparison.OrdinalIgnoreCase) => true, // ! NWA9006
        _ => false,
    };
}
