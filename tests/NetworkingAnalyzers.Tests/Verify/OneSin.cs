using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Verify;

/// <summary>
/// One sin, one diagnostic: where a rule speaks, no other rule of its area that is on by default speaks of the same place. Rules of
/// different areas may: a read can drop its count, block a pool thread and have no timeout, and each of the three has a mend of its own.
/// </summary>
internal static class OneSin
{
    /// <summary>Rules of different areas that would name the same sin; the first speaks.</summary>
    private static readonly ImmutableHashSet<(string Speaks, string Silent)> AcrossAreas = [("NWA6006", "NWA3017")];

    public static async Task Holds(string id, string markup, string framework, OutputKind output)
    {
        TestFileMarkupParser.GetSpans(markup, out _, out ImmutableArray<TextSpan> places);
        if (places.IsEmpty)
        {
            return;
        }

        TestFileMarkupParser.GetPositionsAndSpans(markup, out var code, out _, out ImmutableDictionary<string, ImmutableArray<TextSpan>> _);
        var others = (await Stage.Diagnose(code, framework, output))
            .Where(diagnostic => AreOneSin(id, diagnostic.Id) && diagnostic.Descriptor.IsEnabledByDefault && places.Any(place => place.OverlapsWith(diagnostic.Location.SourceSpan)))
            .Select(diagnostic => $"{diagnostic.Id} speaks of the same place as {id}: {diagnostic.GetMessage(null)} ({code.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)})");
        Assert.Empty(others);
    }

    private static bool AreOneSin(string id, string other) =>
        id != other && (Area.Of(id) == Area.Of(other) || AcrossAreas.Contains((id, other)) || AcrossAreas.Contains((other, id)));
}
