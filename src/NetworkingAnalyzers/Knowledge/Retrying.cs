using System;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>By what code says that it does something again: there are many libraries for it, and all use the one word.</summary>
internal static class Retrying
{
    /// <summary><c>_retryPolicy</c>, <c>WaitAndRetryAsync</c>, <c>RetryHelper</c>; not <c>NoRetry</c>.</summary>
    public static bool Says(string? name) =>
        name?.IndexOf("Retry", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
        && !(at >= 2 && string.Compare(name, at - 2, "No", 0, 2, StringComparison.OrdinalIgnoreCase) == 0)
        && name.IndexOf("Without", StringComparison.OrdinalIgnoreCase) < 0
        && name.IndexOf("RetryAfter", StringComparison.OrdinalIgnoreCase) < 0;
}
