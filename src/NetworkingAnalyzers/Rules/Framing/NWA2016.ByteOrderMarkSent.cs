using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A writer over a connection is given an encoding with a byte order mark: three bytes go out before the first word.</summary>
public sealed class ByteOrderMarkSent : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ByteOrderMarkSent()
        : base(
            "NWA2016",
            "A byte order mark is sent before the first message",
            "'{0}' makes the writer send a byte order mark before the first character; pass {1} instead",
            "Encoding.UTF8 carries a byte order mark, and a StreamWriter writes it at the start of a stream that cannot seek. The peer gets EF BB BF before the first "
            + "command: \"unknown command\", \"invalid character at position 0\".")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MakesTextWriter, Judge);

    private static void Judge(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "encoding") is { } encoding
            && Uses.ArgumentOf(call.Operation, "stream") is { } stream
            && MarkedIn(encoding, call) is { } marked
            && GoesToPeer(stream, call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Seen.Report(encoding, Uses.NameOf(marked.Encoding), Shown(marked.Without));
        }
    }

    /// <summary>The encoding that writes a mark without being asked to, and what writes the same without it.</summary>
    private static (IOperation Encoding, string Without)? MarkedIn(IOperation encoding, Call call)
    {
        // Of several origins each must be one: an encoding that the user chooses is the user's choice.
        (IOperation, string)? marked = null;
        foreach (var origin in Origin.Of(encoding, call.Seen.Sources))
        {
            if (!Marks(origin, out var without))
            {
                return null;
            }

            marked = (origin, without);
        }

        return marked;
    }

    /// <summary>A mark that is asked for in so many words (<c>new UTF8Encoding(true)</c>) is meant.</summary>
    internal static bool Marks(IOperation origin, out string without)
    {
        without = (origin switch
        {
            IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType.Name: "Encoding" } property } => Streams.WithoutMark(property.Name),
            IInvocationOperation { TargetMethod: { Name: "GetEncoding", ContainingType.Name: "Encoding" }, Arguments: { Length: 1 } arguments }
                when arguments[0].Value.ConstantValue is { HasValue: true, Value: string name } => Streams.WithoutMark(name.ToLowerInvariant()),
            _ => null,
        })!;
        return without is not null;
    }

    private static bool GoesToPeer(IOperation stream, Call call) =>
        Connections.Carries(stream, call.Seen)
        || Origin.Of(stream, call.Seen.Sources).Any(origin => Uses.MemberOf(origin) is { } member && call.Net.TopicsOf(member).HasAny(Topics.GivesBodyToFill));

    private static string Shown(string creation) => creation.Replace("global::System.Text.", string.Empty);
}
