namespace BlindC164G;

public static class Allow164G
{
    public static bool May(Uri target) => target switch
    {
        { Scheme: not "https" } => false,
        { Host: var host } when host.Equals("example.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".example.com", StringComparison.OrdinalIgnoreCase) => true,
        _ => false,
    };
}
