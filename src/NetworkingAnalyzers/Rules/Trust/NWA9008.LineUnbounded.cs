using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A server reads a line, or everything, from a client that decides how long it is.</summary>
public sealed class LineUnbounded : NetworkingRule
{
    private const string Line = "keeps all that comes until the line ends";
    private const string All = "keeps all that comes until the client closes";
    private const string Text = "allocates as many bytes as the client says";

    private static readonly string[] WordsOfLimits = ["MaxLine", "LineLimit", "MaxLength", "MaxRequest", "MaxMessage", "TooLong", "TooLarge", "Limit"];

    /// <summary>Describes the rule.</summary>
    public LineUnbounded()
        : base(
            "NWA9008",
            "A line is read from a client without a limit",
            "'{0}' {1}, however much that is; read into a buffer of the longest line that the protocol has, and close where it is full",
            "ReadLine returns when the line ends, and ReadToEnd when the client closes. A client that sends and sends, and never ends its line, makes the server keep all of it in memory, twice over while the buffer grows, until the process dies.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long a line may be is known to the protocol";

    /// <inheritdoc/>
    public override string? Threat => "a client that never ends its line takes all memory";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.ReadsLine | Topics.ReadsToEnd | Topics.ReadsThroughReader, Judge);

    /// <summary>One report for a body: who bounds one line bounds them all.</summary>
    private static void Judge(Seen seen)
    {
        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (KindOf(read, topics) is { } what
                && new Call(read, topics, seen) is { Receiver: { } reader } call
                && Connections.Carries(reader, seen)
                && Tools.Listens(seen)
                && !ClientConnections.AllUnder(reader, seen.Sources).Any(step => step is IObjectCreationOperation { Type: { } made } && (NetTypes.Is(made, seen.Types.TcpClient) || NetTypes.Is(made, seen.Types.Socket)))
                && Evidence.TypeOf(call) is { } type
                && !Evidence.IsNamedIn(type, seen, name => WordsOfLimits.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                call.Report(call.Name, what);
                return;
            }
        }
    }

    private static string? KindOf(IOperation read, Topics topics) => read switch
    {
        _ when topics.HasAny(Topics.ReadsLine) => Line,
        IInvocationOperation { TargetMethod.Name: "ReadToEnd" or "ReadToEndAsync" } => All,
        IInvocationOperation { TargetMethod: { Name: "ReadString", ContainingType.Name: "BinaryReader" } } => Text,
        _ => null,
    };
}
