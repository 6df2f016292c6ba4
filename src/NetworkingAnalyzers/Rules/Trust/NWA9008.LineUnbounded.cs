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

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.ReadsLine | Topics.ReadsToEnd | Topics.ReadsThroughReader | Topics.ReadsOneByte, Judge);

    /// <summary>One report for a body: who bounds one line bounds them all.</summary>
    private static void Judge(Seen seen)
    {
        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (KindOf(read, topics, seen) is { } what
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

    private static string? KindOf(IOperation read, Topics topics, Seen seen) => read switch
    {
        _ when topics.HasAny(Topics.ReadsLine) || (topics.HasAny(Topics.ReadsOneByte) && GathersLine(read, seen)) => Line,
        IInvocationOperation { TargetMethod.Name: "ReadToEnd" or "ReadToEndAsync" } => All,
        IInvocationOperation { TargetMethod: { Name: "ReadString", ContainingType.Name: "BinaryReader" } } => Text,
        _ => null,
    };

    /// <summary><c>while ((c = stream.ReadByte()) != '\n') { line += (char)c; }</c>, where nothing in the loop compares how much there is.</summary>
    private static bool GathersLine(IOperation read, Seen seen) =>
        Loops.Around(read) is { } loop && (loop is IWhileLoopOperation || Loops.IsEndless(loop))
        && Fate.Of(read) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol character }
        && Operations.BelowInFunction(loop).OfType<IBinaryOperation>().ToList() is var binaries
        && binaries.Any(test => test.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && Comparing.Of(test) is { Constant: '\n' or 10 })
        && binaries.All(test => test.OperatorKind is not (BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
            || Operations.Below(test).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), character)))
        && seen.Body.MentionsOf(character).Any(mention => Operations.Contains(loop, mention) && GathererOf(mention) is { } gatherer && Gathering.OutlivesRoundOf(gatherer, loop));

    /// <summary>What the character is appended to, cast or converted.</summary>
    private static ISymbol? GathererOf(IOperation character)
    {
        var piece = Uses.Whole(character);
        if (piece.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ToChar" or "ToByte", ContainingType.Name: "Convert" } } converted })
        {
            piece = Uses.Whole(converted);
        }

        return piece.Parent switch
        {
            ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, Target: var text } => Makings.SymbolOf(text),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Append" or "Add" or "WriteByte", ContainingType.Name: "StringBuilder" or "List" or "MemoryStream" or "Stream" }, Instance: { } kept } } => Makings.SymbolOf(kept),
            _ => null,
        };
    }
}
