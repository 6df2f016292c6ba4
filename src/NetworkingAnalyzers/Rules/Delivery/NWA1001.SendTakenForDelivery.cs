using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A message counts as delivered, or is forgotten, because a send returned: nothing has come back from the peer.</summary>
public sealed class SendTakenForDelivery : NetworkingRule
{
    private const int Crowd = 100;

    /// <summary>Describes the rule.</summary>
    public SendTakenForDelivery()
        : base(
            "NWA1001",
            "A send is taken for a delivery",
            "'{0}' only hands the bytes to the kernel, and {1} before the peer has said that it has them; wait for its acknowledgement",
            "A send succeeds when the kernel has taken the bytes. The cable may be out, the peer may have crashed or be about to: "
            + "what lies in buffers then is lost, and no error is ever reported for it. Only an answer of the peer's application "
            + "tells that a message has arrived.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "An acknowledgement is a part of the protocol: both sides must speak it, and the sender must keep each message until it comes.";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(MayClaim, Judge);

    /// <summary>The cheap test: something in the body could claim delivery.</summary>
    private static bool MayClaim(NetBody net) =>
        net.Topics != Topics.None && net.Topics.HasAny(Topics.SendsBytes | Topics.WritesThroughWriter | Topics.Asynchronous)
        || net.Body.Uses.Any(use => use switch
        {
            IInvocationOperation call => Delivering.TakesOut(call.TargetMethod) || MarksArrived(call) || Delivering.SettlesWithBroker(call.TargetMethod),
            IPropertyReferenceOperation property => Delivering.SaysArrived(property.Property.Name),
            _ => false,
        });

    private static void Judge(Seen seen)
    {
        var claims = Operations.Below(seen.Body.Root).Where(MayBeClaim).ToLookup(Body.FunctionOf);
        if (claims.Count == 0 || IsOutputOfBytes(seen))
        {
            return;
        }

        foreach (var sends in Sends.In(seen).GroupBy(Body.FunctionOf))
        {
            // Generated code with thousands of each is nobody's outbox.
            if (claims[sends.Key].Take(Crowd).Count() is > 0 and < Crowd && sends.Take(Crowd).Count() < Crowd
                && Paths.Around(sends.First(), seen.Body, seen.Cancellation) is { } paths)
            {
                Judge(sends.ToList(), claims[sends.Key], paths, seen);
            }
        }
    }

    private static void Judge(List<IOperation> sends, IEnumerable<IOperation> mayBeClaims, Paths paths, Seen seen)
    {
        var said = new HashSet<IOperation>();
        foreach (var send in sends)
        {
            foreach (var (at, says) in Claims(send, mayBeClaims, seen))
            {
                // A header and its body are two sends of one message: the last one speaks.
                var others = sends.Where(other => other.Syntax.SpanStart > send.Syntax.SpanStart && other.Syntax.SpanStart < at.Syntax.SpanStart).ToList();
                var nextTaken = paths.Any(TakenOut.NextOf(at, send, seen));
                bool Hears(IOperation operation) => Sends.MayHear(operation, send, seen) || nextTaken(operation);
                if (!said.Contains(at)
                    && paths.Reaches(send, paths.Any(at), Hears, Exceptions.Thrown) == Answer.Yes
                    && (others.Count == 0 || paths.Reaches(send, paths.Any(at), paths.Any(others), Exceptions.Thrown) == Answer.Yes))
                {
                    said.Add(at);
                    seen.Report(Uses.PlaceOf(send), Uses.NameOf(send), says);
                    break;
                }
            }
        }
    }

    /// <summary>Code that asks for <c>WouldBlock</c> empties a queue of bytes into the kernel's: a message is another layer's word.</summary>
    private static bool IsOutputOfBytes(Seen seen) =>
        Operations.Below(seen.Body.Root).Any(operation => operation is IFieldReferenceOperation { Field: { Name: "WouldBlock", ContainingType.Name: "SocketError" } });

    /// <summary><c>MarkDelivered(message)</c>, <c>SetStatusAsync(message.Id, Status.Delivered)</c>.</summary>
    private static bool MarksArrived(IInvocationOperation call) =>
        Delivering.MarksArrived(call.TargetMethod.Name)
        || (Delivering.WritesDown(call.TargetMethod.Name) && call.Arguments.Any(argument => Uses.Plain(argument.Value) is IFieldReferenceOperation { Field: { ContainingType.TypeKind: TypeKind.Enum, Name: var status } } && Delivering.SaysArrived(status)));

    /// <summary>The shapes of a claim, whatever it is about.</summary>
    private static bool MayBeClaim(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: var called } =>
            Delivering.TakesOut(called) || Delivering.Deletes(called) || Delivering.SettlesWithBroker(called) || MarksArrived((IInvocationOperation)operation),
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: not null } target } mark =>
            CallsDelivered(target.Member.Name, mark.Value) || NotesTrue(mark),
        IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: true } } => Functions.Around(operation) is { } method && Delivering.Delivers(method.Name),
        _ => false,
    };

    private static IEnumerable<(IOperation At, string Says)> Claims(IOperation send, IEnumerable<IOperation> mayBeClaims, Seen seen)
    {
        HashSet<ISymbol>? payload = null, target = null;
        HashSet<ISymbol> Payload() => payload ??= Makings.Of(Sends.PayloadOf(send), seen.Body);
        HashSet<ISymbol> Target() => target ??= Uses.ReceiverOf(send) is { } receiver ? Makings.Of(receiver, seen.Body) : new(SymbolEqualityComparer.Default);

        foreach (var operation in mayBeClaims)
        {
            switch (operation)
            {
                case IInvocationOperation call when Delivering.TakesOut(call.TargetMethod):
                    if (Uses.ReceiverOf(call) is { } queue && Makings.SymbolOf(Uses.Plain(queue)) is { } from
                        && Payload().Contains(from) && !Target().Contains(from) && !HoldsBytes(queue.Type) && IsForgotten(call, seen.Body))
                    {
                        yield return (call, $"'{call.TargetMethod.Name}' forgets the message");
                    }

                    break;

                case IInvocationOperation call when Delivering.Deletes(call.TargetMethod):
                    if (Named(call).Any(symbol => Payload().Contains(symbol) && Sends.IsOneOfMany(symbol, seen)))
                    {
                        yield return (call, "'Delete' forgets the message");
                    }

                    break;

                case IInvocationOperation call when Delivering.SettlesWithBroker(call.TargetMethod) || MarksArrived(call):
                    if (Named(call).Any(symbol => IsOfMessage(symbol, seen) && Payload().Contains(symbol)) && !Sends.HearsInside(call, seen))
                    {
                        yield return (call, $"'{call.TargetMethod.Name}' calls the message delivered");
                    }

                    break;

                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } message } member } mark
                    when CallsDelivered(member.Member.Name, mark.Value) && Makings.Of(message, seen.Body).Any(symbol => IsOfMessage(symbol, seen) && Payload().Contains(symbol)):
                    yield return (mark, $"'{member.Member.Name}' calls the message delivered");
                    break;

                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation result } mark when NotesTrue(mark) && IsStillRunning(send):
                    yield return (mark, $"'{result.Instance?.Syntax}[..] = true' calls it done");
                    break;

                case IReturnOperation:
                    yield return (operation, $"'{Functions.Around(operation)?.Name}' returns true");
                    break;
            }
        }
    }

    /// <summary>What is taken out goes nowhere else: not to a list of what waits for its acknowledgement.</summary>
    private static bool IsForgotten(IInvocationOperation removal, Body body) =>
        Goes(Fate.Of(removal), body)
        && removal.Arguments.All(argument => argument.Parameter?.RefKind != RefKind.Out
            || Operations.BelowInFunction(argument.Value).OfType<ILocalReferenceOperation>().FirstOrDefault() is not { Local: var taken }
            || !Writes.ReadsAmong(body.MentionsOf(taken)).Any());

    private static bool Goes(Fate fate, Body body) => fate.Kind switch
    {
        FateKind.Dropped => true,
        FateKind.Stored => fate.Into is ILocalSymbol local && !Writes.ReadsAmong(body.MentionsOf(local)).Any(),
        FateKind.Read => fate.At is IConditionalOperation or IUnaryOperation,
        _ => false,
    };

    /// <summary>A buffer of bytes that have been written is no queue of messages.</summary>
    private static bool HoldsBytes(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && arguments[0].SpecialType is SpecialType.System_Byte or SpecialType.System_Char;

    private static IEnumerable<ISymbol> Named(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).Concat(call.Instance is { } instance ? [instance] : System.Array.Empty<IOperation>())
            .SelectMany(Operations.BelowInFunction).Select(Makings.SymbolOf).OfType<ISymbol>();

    /// <summary>Not the connection itself, and not what is only used to encode.</summary>
    private static bool IsOfMessage(ISymbol symbol, Seen seen) =>
        symbol is ILocalSymbol or IParameterSymbol && !seen.Types.IsConnection(Makings.TypeOf(symbol)) && Makings.TypeOf(symbol)?.Name != "Encoding";

    private static bool CallsDelivered(string name, IOperation value) =>
        Delivering.SaysArrived(name)
            ? Uses.Plain(value) is not (ILiteralOperation { ConstantValue.Value: false or null or 0 } or IDefaultValueOperation)
            : Uses.Plain(value) is IFieldReferenceOperation { Field: { ContainingType.TypeKind: TypeKind.Enum } state } && Delivering.SaysArrived(state.Name);

    /// <summary><c>results[peer] = true</c>.</summary>
    private static bool NotesTrue(ISimpleAssignmentOperation mark) =>
        mark is { Target: IPropertyReferenceOperation { Property: { IsIndexer: true, Type.SpecialType: SpecialType.System_Boolean } }, Value.ConstantValue: { HasValue: true, Value: true } };

    /// <summary>The task of the send is kept for later, not awaited here.</summary>
    private static bool IsStillRunning(IOperation send) =>
        Awaiting.IsTask(send.Type) && Operations.Above<IAwaitOperation>(send) is null && Fate.Of(send).Kind is FateKind.Stored or FateKind.Passed;
}
