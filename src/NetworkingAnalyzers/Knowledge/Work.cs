using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that keep a processor busy, each with the reason why it is here.</summary>
internal static class Work
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        // Slow on purpose: the iteration count is chosen so that one call takes tens of milliseconds or more.
        new ApiRow(BurnsCpu, "System.Security.Cryptography.Rfc2898DeriveBytes", "GetBytes", "Pbkdf2"));
}
