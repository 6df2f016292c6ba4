using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>The length of a text in characters goes out as the length of its bytes: every character beyond ASCII makes it too small.</summary>
public sealed class LengthInCharacters : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public LengthInCharacters()
        : base(
            "NWA2007",
            "A length is counted in characters",
            "'{0}' counts characters, but the length of encoded bytes is wanted here; use 'Encoding.GetByteCount', or the length of the bytes",
            "A character beyond ASCII takes two to four bytes in UTF-8. A length in characters is then too small: the receiver cuts the text off and takes its "
            + "last bytes for the beginning of the next message, and from there on understands nothing.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.CountsCharacters, Judge);

    private static void Judge(Call call)
    {
        if (call.Receiver is { } text
            && Makings.SymbolOf(Uses.Plain(text)) is { } name
            && AnnouncedLength.Of(call.Operation, name, call.Seen) is { } announced
            && announced.IsInBytes(call.Seen)
            && !Encodings.IsAscii(text, call.Seen.Sources)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report("string.Length");
        }
    }
}
