using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Connections that code opens itself, as against those it accepts or is given.</summary>
internal static class ClientConnections
{
    private const int MostSteps = 24;

    /// <summary><c>new IPEndPoint(IPAddress.Parse(host), port)</c> of a host that a constructor is given.</summary>
    private const int AddressDepth = 3;

    /// <summary>
    /// The local of type <c>TcpClient</c> or <c>Socket</c> that the same function creates and connects before the operation, and
    /// that the operation reads (itself, through its stream, or through a reader over that). Null where there is none.
    /// </summary>
    public static ILocalSymbol? OpenedIn(IOperation read, Seen seen)
    {
        foreach (var connect in seen.Net.CallsOf(Topics.Connects | Topics.CreatesConnection))
        {
            if (connect.Syntax.SpanStart < read.Syntax.SpanStart
                && ReferenceEquals(Body.FunctionOf(connect), Body.FunctionOf(read))
                && LocalOf(connect, seen) is { } local
                && (connect is IInvocationOperation || ConnectsAtOnce(connect))
                && Reaches(read, local, seen))
            {
                return local;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether what is read stands on a client or socket in a private field or property, which its own type creates and connects: not one that is accepted or
    /// handed in.
    /// </summary>
    public static bool IsKept(IOperation? receiver, Seen seen)
    {
        if (receiver is null)
        {
            return false;
        }

        var isKept = false;
        foreach (var step in AllUnder(receiver, seen.Sources))
        {
            if (step is IParameterReferenceOperation)
            {
                return false;
            }

            isKept |= step is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol, Member: { DeclaredAccessibility: Accessibility.Private } member }
                && (NetTypes.Is(step.Type, seen.Types.TcpClient) || NetTypes.Is(step.Type, seen.Types.Socket))
                && IsOpenedByItsType(step, member, seen);
        }

        return isKept;
    }

    private static bool IsOpenedByItsType(IOperation kept, ISymbol member, Seen seen)
    {
        var origins = Origin.Of(kept, seen.Sources).Where(origin => origin.ConstantValue is not { HasValue: true }).ToList();
        return origins.Count > 0
            && origins.All(origin => origin is IObjectCreationOperation)
            && (origins.Any(ConnectsAtOnce)
                || Evidence.CallsIn(member.ContainingType, seen).Any(pair => pair.Value.HasAny(Topics.Connects)
                    && Uses.ReceiverOf(pair.Key) is IMemberReferenceOperation connected && SymbolEqualityComparer.Default.Equals(connected.Member, member)));
    }

    /// <summary>
    /// Whether the connect goes to this very machine (also where a listener of this program says that it listens), or to a socket of its file system: it answers at
    /// once, and it cannot vanish alone.
    /// </summary>
    public static bool IsNear(IOperation connect, Seen seen) =>
        Uses.ArgumentsOf(connect).Any(argument => IsNear(argument.Value, seen, AddressDepth));

    private static bool IsNear(IOperation address, Seen seen, int depth) =>
        Origin.Of(address, seen.Sources).Any(origin => IsNearby(origin) || (depth > 0 && origin switch
        {
            IObjectCreationOperation { Type.Name: "IPEndPoint" or "DnsEndPoint", Arguments: { Length: > 0 } made } => IsNear(made[0].Value, seen, depth - 1),
            IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "IPAddress" }, Arguments: { Length: > 0 } parsed } => IsNear(parsed[0].Value, seen, depth - 1),
            IParameterReferenceOperation { Parameter: var parameter } => IsOnlyGivenNear(parameter, seen, depth - 1),
            IVariableDeclaratorOperation { Symbol: var one } => IsOneOfNear(one, seen, depth - 1),
            _ => false,
        }));

    /// <summary><c>foreach (var address in addresses)</c>, a list of this function into which it puts addresses of this machine and no others.</summary>
    private static bool IsOneOfNear(ILocalSymbol one, Seen seen, int depth)
    {
        if (seen.Body.AllLoops.OfType<IForEachLoopOperation>().FirstOrDefault(loop => loop.Locals.Contains(one, SymbolEqualityComparer.Default)) is not { } each
            || Uses.Plain(each.Collection) is not ILocalReferenceOperation { Local: var list })
        {
            return false;
        }

        var put = new List<IOperation>();
        foreach (var mention in seen.Body.MentionsOf(list))
        {
            if (Write.By(mention) is { Value: { } made } && Uses.Plain(made) is IObjectCreationOperation { Arguments.IsEmpty: true } or IArrayCreationOperation)
            {
                put.AddRange(Operations.Below(made).Where(part => part.Parent is IArrayInitializerOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" } }));
            }
            else if (Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "Add", Arguments: { Length: 1 } added })
            {
                put.Add(added[0].Value);
            }
            else if (!Operations.Contains(each.Collection, mention))
            {
                return false;
            }
        }

        return put.Count > 0 && put.All(address => IsNear(address, seen, depth));
    }

    /// <summary>What this compilation makes itself, or nobody else can make, with an address of this machine each time.</summary>
    private static bool IsOnlyGivenNear(IParameterSymbol parameter, Seen seen, int depth) =>
        parameter is { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type } } && parameter.Type.SpecialType is SpecialType.None or SpecialType.System_String
        && (type.DeclaredAccessibility != Accessibility.Public || seen.Compilation.GetEntryPoint(seen.Cancellation) is not null)
        && Connections.GivenFor(parameter, seen).ToList() is { Count: > 0 } given
        && given.All(value => IsNear(value, seen, depth));

    /// <summary>Whether what is read stands on a client or socket that is connected to this very machine and nowhere else.</summary>
    public static bool IsOverNear(IOperation receiver, Seen seen) => IsOverNear(receiver, seen, AddressDepth);

    private static bool IsOverNear(IOperation receiver, Seen seen, int depth)
    {
        foreach (var step in Under(receiver, seen.Sources))
        {
            if ((NetTypes.Is(step.Type, seen.Types.TcpClient) || NetTypes.Is(step.Type, seen.Types.Socket)) && Makings.SymbolOf(step) is ILocalSymbol or IFieldSymbol)
            {
                var client = Makings.SymbolOf(step)!;
                var connects = client is IFieldSymbol { ContainingType: var type } ? Evidence.CallsIn(type, seen).Where(pair => pair.Value.HasAny(Topics.Connects)).Select(pair => pair.Key) : seen.Net.CallsOf(Topics.Connects);
                var own = connects.Where(connect => Uses.ReceiverOf(connect) is { } connected && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(connected), client)).ToList();
                if (own.Count > 0)
                {
                    return own.All(connect => IsNear(connect, seen.In(Body.Around(connect))));
                }
            }

            if (step is IObjectCreationOperation && ConnectsAtOnce(step))
            {
                return IsNear(step, seen);
            }

            if (LocalListeners.Accept(step, seen))
            {
                return true;
            }

            if (step is IParameterReferenceOperation { Parameter: var parameter })
            {
                return depth > 0 && IsOnlyGivenHere(parameter, seen)
                    && Connections.GivenFor(parameter, seen).ToList() is { Count: > 0 } given
                    && given.All(value => IsOverNear(value, seen.In(Body.Around(value)), depth - 1));
            }
        }

        return false;
    }

    /// <summary>A method that nobody outside this compilation calls.</summary>
    public static bool IsOnlyGivenHere(IParameterSymbol parameter, Seen seen) =>
        !Functions.IsSeenFromOutside(parameter.ContainingSymbol) || seen.Compilation.GetEntryPoint(seen.Cancellation) is not null;

    private static bool IsNearby(IOperation address) =>
        address.ConstantValue is { HasValue: true, Value: "localhost" or "127.0.0.1" or "::1" }
        || address is IMemberReferenceOperation { Member: { Name: "Loopback" or "IPv6Loopback", ContainingType.Name: "IPAddress" } or { Name: "LocalEndPoint", ContainingType.Name: "Socket" } or { Name: "LocalEndpoint", ContainingType.Name: "TcpListener" } }
            or IObjectCreationOperation { Type.Name: "UnixDomainSocketEndPoint" }
            or IInvocationOperation { TargetMethod: { Name: "GetHostName", ContainingType.Name: "Dns" } }
            or IPropertyReferenceOperation { Property: { Name: "MachineName", ContainingType.Name: "Environment" } };

    private static ILocalSymbol? LocalOf(IOperation connect, Seen seen)
    {
        var local = connect is IInvocationOperation invocation
            ? (Uses.ReceiverOf(invocation) as ILocalReferenceOperation)?.Local
            : Fate.Of(connect) is { Kind: FateKind.Stored, Into: ILocalSymbol into } ? into : null;
        return local is not null && (NetTypes.Is(local.Type, seen.Types.TcpClient) || NetTypes.Is(local.Type, seen.Types.Socket)) ? local : null;
    }

    /// <summary><c>new TcpClient(host, port)</c> connects. <c>new UdpClient(host, port)</c> sends nothing, so that there is nothing to wait for.</summary>
    public static bool ConnectsAtOnce(IOperation creation) => Uses.ArgumentOf(creation, "hostname") is not null && creation.Type is not { Name: "UdpClient" };

    /// <summary>The read's receiver is the local, its stream, or something built over that.</summary>
    private static bool Reaches(IOperation read, ILocalSymbol local, Seen seen) =>
        Uses.ReceiverOf(read) is { } receiver
        && Under(receiver, seen.Sources).Any(step => step is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local));

    /// <summary>
    /// What a stream, reader or client stands on, step by step: the reader, the stream that it was made over, the client that
    /// gave the stream, the creation of the client. Ends where the way parts.
    /// </summary>
    public static IEnumerable<IOperation> Under(IOperation receiver, Sources sources)
    {
        IOperation? current = receiver;
        for (var depth = 0; current is not null && depth < 8; depth++)
        {
            current = Uses.Plain(current);
            yield return current;

            current = Inner(current) ?? (Origin.Of(current, sources) is { Length: 1 } origins && !ReferenceEquals(origins[0], current) ? origins[0] : null);
        }
    }

    /// <summary>The same on each way, where it parts: a stream that is the client's own or one with TLS over it. Ends without a word where there are too many.</summary>
    public static IEnumerable<IOperation> AllUnder(IOperation receiver, Sources sources)
    {
        var todo = new Stack<IOperation>();
        var met = new HashSet<SyntaxNode>();
        todo.Push(receiver);
        for (var steps = 0; todo.Count > 0 && steps < MostSteps; steps++)
        {
            var current = Uses.Plain(todo.Pop());
            if (!met.Add(current.Syntax))
            {
                continue;
            }

            yield return current;

            if (Inner(current) is { } inner)
            {
                todo.Push(inner);
                continue;
            }

            foreach (var origin in Origin.Of(current, sources))
            {
                todo.Push(origin);
            }
        }
    }

    /// <summary>What a stream or reader stands on: the argument of its creation, the client of <c>GetStream</c>.</summary>
    private static IOperation? Inner(IOperation origin) => origin switch
    {
        IObjectCreationOperation { Arguments: { Length: > 0 } arguments, Type.Name: var made } when made is not ("TcpClient" or "Socket") => arguments[0].Value,
        IInvocationOperation { TargetMethod.Name: "GetStream" } call => Uses.ReceiverOf(call),
        IPropertyReferenceOperation { Property.Name: "Client" or "Socket" } property => Uses.ReceiverOf(property),
        _ => null,
    };
}
