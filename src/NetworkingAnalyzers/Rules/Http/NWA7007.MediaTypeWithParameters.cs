using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A media type with parameters is given where only the bare type may stand: it throws.</summary>
public sealed class MediaTypeWithParameters : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public MediaTypeWithParameters()
        : base(
            "NWA7007",
            "A media type with parameters is given where a bare one must be",
            "'{0}' always throws FormatException for a media type with a ';' in it; give {1} and set what follows by itself",
            "The constructors of StringContent and MediaTypeHeaderValue take the type alone. A charset is the encoding's matter; other parameters go through MediaTypeHeaderValue.Parse.",
            Certainty.Error)
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.WantsBareMediaType, Judge);

    private static void Judge(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "mediaType") is { Type.SpecialType: SpecialType.System_String, ConstantValue: { HasValue: true, Value: string text } } given && text.IndexOf(';') is > 0 and var end)
        {
            call.Seen.Report(given, "new " + ((IObjectCreationOperation)call.Operation).Type!.Name, $"'{text.Substring(0, end).Trim()}'");
        }
    }
}
