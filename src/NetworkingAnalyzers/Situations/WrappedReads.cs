using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// A connection that a function opens for itself and reads through a type of this project: <c>var wire = new Wire(client);
/// wire.Send(question); return wire.Next();</c>, where <c>Next</c> blocks.
/// </summary>
internal static class WrappedReads
{
    /// <summary>Asked of every body: whether it makes something of a client or socket at all.</summary>
    public static bool MayBeIn(NetBody body, NetTypes net)
    {
        foreach (var use in body.Body.Uses)
        {
            if (use is IObjectCreationOperation { Arguments.Length: > 0 } made && MadeOf(made, net) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first call that reads through such a type, if nothing in either limits how long it takes; null where there is none.</summary>
    public static IInvocationOperation? UnboundedIn(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IObjectCreationOperation { Type: INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } wrapper } made
                && MadeOf(made, seen.Types) is { } client && IsOpenedHere(client, seen)
                && Fate.Of(made) is { Kind: FateKind.Stored, Into: ILocalSymbol local }
                && BlocksIn(wrapper, seen)
                && seen.Body.Uses.FirstOrDefault(read => IsReadThrough(read, local, seen)) is IInvocationOperation first
                && OwnFunction(made, seen) is { ContainingType: { } type } owner
                && !Evidence.IsNamedIn(type, seen, Evidence.SaysTimedRead)
                && !Evidence.IsNamedIn(wrapper, seen, name => Evidence.SaysTimedRead(name) && !SaysAvailable(name))
                && !owner.DeclaringSyntaxReferences.Any(reference => Sources.NamesIn(reference.GetSyntax(seen.Cancellation)).Any(SaysAvailable)))
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>Whoever asks what has come before he reads does not wait. That the type can be asked says nothing of this function.</summary>
    private static bool SaysAvailable(string name) => name.IndexOf("Available", StringComparison.Ordinal) >= 0;

    private static ISymbol? OwnFunction(IOperation operation, Seen seen) =>
        ReferenceEquals(Body.FunctionOf(operation), seen.Body.Root) && !OwnThread.Runs(operation, seen) ? seen.Body.Owner : null;

    /// <summary>The local that is given to a constructor and holds a client or a socket.</summary>
    private static ILocalSymbol? MadeOf(IObjectCreationOperation made, NetTypes net)
    {
        foreach (var argument in made.Arguments)
        {
            if (Uses.Plain(argument.Value) is ILocalReferenceOperation { Local: var local } && (NetTypes.Is(local.Type, net.TcpClient) || NetTypes.Is(local.Type, net.Socket)))
            {
                return local;
            }
        }

        return null;
    }

    /// <summary>A local that this function alone has and that was connected here, or by a method of this project that opens and returns it.</summary>
    private static bool IsOpenedHere(ILocalSymbol client, Seen seen)
    {
        if (Writes.Among(seen.Body.MentionsOf(client)).ToList() is not { Count: 1 } writes
            || writes[0].Value is not { } opened
            || Escape.UsesOf(client, seen.Body).Any(use => use.Kind is UseKind.Returned or UseKind.Stored or UseKind.Captured or UseKind.Unknown))
        {
            return false;
        }

        return Uses.Plain(opened) switch
        {
            IObjectCreationOperation creation => !ClientConnections.IsNear(creation, seen) && (ClientConnections.ConnectsAtOnce(creation) || IsConnected(client, seen)),
            IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } factory } => Opens(factory, seen),
            _ => false,
        };
    }

    private static bool IsConnected(ILocalSymbol client, Seen seen) =>
        seen.Net.CallsOf(Topics.Connects).Any(connect => Uses.ReceiverOf(connect) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, client) && !ClientConnections.IsNear(connect, seen));

    private static bool Opens(IMethodSymbol factory, Seen seen) =>
        seen.Sources.ReturnedBy(factory.OriginalDefinition) is { IsEmpty: false } returned
        && returned.Any(value => Uses.Plain(value) is IObjectCreationOperation creation && ClientConnections.ConnectsAtOnce(creation))
        && seen.Sources.BodyOf(factory) is { } body
        && !Sources.NamesIn(body.Root.Syntax).Any(Evidence.SaysTimedRead);

    /// <summary>The type's reads of connections block, all of them.</summary>
    private static bool BlocksIn(INamedTypeSymbol wrapper, Seen seen)
    {
        var reads = Evidence.CallsIn(wrapper, seen).Where(pair => pair.Value.HasAny(Receiving.Reads) && !pair.Value.HasAny(Topics.Datagram)
            && Uses.ReceiverOf(pair.Key) is { } receiver && Connections.Carries(receiver, seen.In(Body.Around(pair.Key)))).ToList();
        return reads.Count > 0 && reads.All(pair => pair.Value.HasAny(Topics.BlocksOnNetwork));
    }

    /// <summary>A call on the wrapper, or one that is given it, that reads.</summary>
    private static bool IsReadThrough(IOperation use, ILocalSymbol wrapper, Seen seen) =>
        use is IInvocationOperation call
        && (Names(Uses.ReceiverOf(call), wrapper) || call.Arguments.Any(argument => Names(argument.Value, wrapper)))
        && Receives.IsOne(call, seen);

    private static bool Names(IOperation? value, ILocalSymbol wrapper) =>
        value is not null && Uses.Plain(value) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, wrapper);
}
