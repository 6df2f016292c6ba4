using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A stream is closed in place of the socket under it, which it does not own: the connection stays open.</summary>
public sealed class StreamDoesNotOwn : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public StreamDoesNotOwn()
        : base(
            "NWA5004",
            "A stream is taken for the owner of its socket",
            "'{0}' does not own its socket, which nobody else closes; pass 'ownsSocket: true'",
            "NetworkStream closes the socket under it only where it was told to own it, and by default it was not. A program that closes the stream alone leaves the "
            + "connection open: the peer waits for an end that does not come, and the descriptor stays until a finalizer happens to run.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.CreatesConnection, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is not IObjectCreationOperation { Type: var type } || !NetTypes.Is(type, call.Net.NetworkStream) || !LeavesSocket(call.Operation)
            || Uses.ArgumentOf(call.Operation, "socket") is not { } socket || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var isSocketLeft = Uses.Plain(socket) switch
        {
            ILocalReferenceOperation { Local: var local } => IsLeft(local, call),
            IParameterReferenceOperation { Parameter: var given } => IsLeft(given, call),
            IInvocationOperation or IAwaitOperation => OpenedIn(socket, call) is not null,
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { DeclaredAccessibility: Accessibility.Private, IsStatic: false } field } => IsLeft(field, call),
            _ => false,
        };
        if (isSocketLeft)
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Told not to own it, or told nothing. A flag that is no constant may say so.</summary>
    private static bool LeavesSocket(IOperation creation) =>
        Uses.ArgumentOf(creation, "ownsSocket") is not { } owns || owns.ConstantValue is { HasValue: true, Value: false };

    /// <summary>A socket that this function made or accepted, and that goes nowhere but under streams.</summary>
    private static bool IsLeft(ILocalSymbol local, Call call)
    {
        var writes = Writes.Among(call.Body.MentionsOf(local)).ToList();
        return writes.Count == 1 && writes[0].Value is { } value && (MadeIn(value, call) ?? OpenedIn(value, call)) is { } made
            && IsLeft(Custody.Of(made, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation), call)
            && Functions.Around(call.Operation) is not { IsStatic: true, Name: "Main" or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName };
    }

    /// <summary>A socket that an accept loop gives to this method, and to nobody else.</summary>
    private static bool IsLeft(IParameterSymbol socket, Call call) =>
        socket.ContainingSymbol is IMethodSymbol { IsVirtual: false, IsOverride: false } handler
        && SymbolEqualityComparer.Default.Equals(handler, call.Body.Owner)
        && SymbolEqualityComparer.Default.Equals(AcceptedHandlers.ConnectionOf(handler, call.Net), socket)
        && IsLeft(Custody.Of(socket, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation), call)
        && AcceptedHandlers.GiverOf(handler, call.Seen) is not null;

    private static bool IsLeft(Custody custody, Call call) =>
        !custody.IsLost && custody.IsUnderStreamThatDoesNotOwn && custody.IsReleasedByHandlersOnly
        && custody.HandOvers.All(handOver => !NetTypes.Is(handOver.Type, call.Net.Socket));

    /// <summary>A method of this compilation opens it and keeps it nowhere: it is put into the local, or under the stream, as it comes.</summary>
    private static IOperation? OpenedIn(IOperation value, Call call) =>
        Operations.BelowInFunction(value).FirstOrDefault(operation => operation is IInvocationOperation
            && (Fate.Of(operation).At is IVariableDeclaratorOperation or ISimpleAssignmentOperation || ReferenceEquals(Fate.Of(operation).At.Parent, call.Operation))
            && Opened.IsBy(operation, call.Seen));

    private static IOperation? MadeIn(IOperation value, Call call) =>
        Operations.BelowInFunction(value).FirstOrDefault(operation => Uses.MemberOf(operation) is { } member
            && call.Net.TopicsOf(member) is var topics
            && (topics.HasAny(Topics.Accepts) || (topics.HasAny(Topics.MustBeReleased) && NetTypes.Is(operation.Type, call.Net.Socket))));

    /// <summary>A socket that the type makes, uses and never closes, where it does close the stream.</summary>
    private static bool IsLeft(IFieldSymbol field, Call call)
    {
        var isMade = false;
        foreach (var mention in call.Seen.Sources.MentionsOf(field))
        {
            if (Write.By(mention) is { } write)
            {
                if (write.Value?.ConstantValue is { HasValue: true, Value: null })
                {
                    continue;
                }

                if (write.Value is null || Uses.Plain(write.Value) is not IObjectCreationOperation)
                {
                    return false;
                }

                isMade = true;
            }
            else if (!Escape.UsesOf(mention).All(use => use.Kind == UseKind.Inspected || IsUse(use, call) || Owning.WrappingOf(use.Parameter, call.Net) is not null))
            {
                return false;
            }
        }

        return isMade && Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: IFieldSymbol { DeclaredAccessibility: Accessibility.Private } stream }
            && call.Seen.Sources.MentionsOf(stream).Any(mention => Escape.UsesOf(mention).Any(use => use.Kind == UseKind.Using || Closes(use, call)));
    }

    private static bool IsUse(Use use, Call call) =>
        use.Kind == UseKind.Receiver && use.Member is { } member
        && !call.Net.TopicsOf(member).HasAny(Topics.Releases | Topics.GivesHandle | Topics.Begins | Topics.CompletesThroughArgs);

    private static bool Closes(Use use, Call call) =>
        use.Kind == UseKind.Receiver && use.Member is { } member && call.Net.TopicsOf(member).HasAny(Topics.Releases);
}
