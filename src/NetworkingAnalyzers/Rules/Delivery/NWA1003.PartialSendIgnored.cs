using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A socket that does not block sends what fits into the kernel's buffer; the count that says how much is not read, and the rest is lost.</summary>
public sealed class PartialSendIgnored : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public PartialSendIgnored()
        : base(
            "NWA1003",
            "The count of a send that may be short is ignored",
            "'{0}' on '{1}', which does not block, sends only what fits into the kernel's buffer, and nobody reads how much it was; send the rest, or use 'SendAsync'",
            "A blocking or asynchronous send returns when all bytes are handed over. With 'Blocking = false' a send takes as many as there is room for and returns their number: "
            + "as soon as the peer reads more slowly than one sends, messages lose their ends, and the stream is out of step from there on.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "The rest must be kept until the socket can be written to again; where it waits, and what happens to the next message meanwhile, is the program's design.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SendsBytes, Judge);

    private static void Judge(Call call)
    {
        if (call.Member is { Name: "Send", ContainingType.Name: "Socket" }
            && (IsDropped(call) || IsOnlyAskedForNothing(call))
            && call.Receiver is { } receiver
            && Makings.SymbolOf(Uses.Plain(receiver)) is { } socket
            && (IsToldToWait(call) || NeverBlocks(socket, call))
            && Connections.Carries(receiver, call.Seen))
        {
            call.Report(call.Name, socket.Name);
        }
    }

    private static bool IsDropped(Call call)
    {
        var fate = Fate.Of(call.Operation);
        return fate.Kind == FateKind.Dropped
            || (fate is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } && Received.InlineTestOf(fate) is null && !Writes.ReadsAmong(call.Body.MentionsOf(local)).Any());
    }

    /// <summary><c>if (socket.Send(bytes) == 0)</c>: whether anything went, not whether all did.</summary>
    private static bool IsOnlyAskedForNothing(Call call) => Fate.Of(call.Operation) switch
    {
        { Kind: FateKind.Read } => IsAskedForNothing(call.Operation),
        { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol sent } fate =>
            Received.InlineTestOf(fate) is null && Writes.ReadsAmong(call.Body.MentionsOf(sent)).ToList() is { Count: > 0 } reads && reads.All(IsAskedForNothing),
        _ => false,
    };

    private static bool IsAskedForNothing(IOperation count) =>
        Uses.Whole(count).Parent is IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply) } compared
        && new[] { compared.LeftOperand, compared.RightOperand }.Any(operand => operand.ConstantValue is { HasValue: true, Value: 0 or -1 });

    /// <summary><c>catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)</c>: only a socket that does not block says that.</summary>
    private static bool IsToldToWait(Call call)
    {
        if (Catching.TryAround(call.Operation, clause => Catching.Takes(clause.ExceptionType, call.Net.SocketException)) is not { } @try)
        {
            return false;
        }

        var clauses = @try.Catches.Where(clause => Catching.Takes(clause.ExceptionType, call.Net.SocketException));
        return clauses.SelectMany(clause => Operations.BelowInFunction(clause)).Any(operation =>
            operation is IFieldReferenceOperation { Field: { Name: "WouldBlock", ContainingType.Name: "SocketError" }, Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } or IConversionOperation { Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } } or IConstantPatternOperation })
            // A read in the same try may be the one that finds nothing.
            && !call.Seen.Net.CallsOf(Receiving.Reads).Any(read => Operations.Contains(@try.Body, read));
    }

    /// <summary><c>socket.Blocking = false</c> is said of the very variable, and nobody says true.</summary>
    private static bool NeverBlocks(ISymbol socket, Call call)
    {
        if (socket is ILocalSymbol or IParameterSymbol
            ? call.Net.Socket?.GetMembers("Blocking").Any(property => call.Body.MentionsOf(property).Count > 0) != true
            : !call.Seen.Sources.NamesIn(socket.ContainingType, "Blocking").Any())
        {
            return false;
        }

        var mentions = socket is ILocalSymbol or IParameterSymbol ? call.Body.MentionsOf(socket) : call.Seen.Sources.MentionsOf(socket);
        var said = mentions
            .Select(mention => mention.Parent is IPropertyReferenceOperation { Property: { Name: "Blocking", ContainingType.Name: "Socket" }, Parent: ISimpleAssignmentOperation assignment } property && ReferenceEquals(assignment.Target, property) ? assignment.Value : null)
            .Concat(Writes.Among(mentions).SelectMany(write => write.Value is { } made && Uses.Plain(made) is IObjectCreationOperation { Initializer: { } initializer } ? initializer.Initializers : ImmutableArray<IOperation>.Empty).Select(SaidIn))
            .Where(value => value is not null)
            .ToList();
        return said.Count > 0 && said.All(value => value!.ConstantValue is { HasValue: true, Value: false });
    }

    private static IOperation? SaidIn(IOperation initializer) =>
        initializer is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Blocking" }, Value: var value } ? value : null;
}
