using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Assignments to <c>ReceiveTimeout</c>, <c>ReadTimeout</c> and their like: whether one sets a time, and on what.</summary>
internal static class BlockingTimeouts
{
    /// <summary>What the property is set to; null where it is only read, or set to "wait for ever" (0, -1).</summary>
    public static ISimpleAssignmentOperation? SetBy(IOperation property) =>
        property.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, property) && !IsOff(assignment.Value) ? assignment : null;

    /// <summary>The name of the timeout that is set, by the property or as an option: <c>SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000)</c>. Null where none is.</summary>
    public static string? NameSetBy(IOperation use) =>
        use is IInvocationOperation { TargetMethod.Name: "SetSocketOption", Arguments: { Length: 3 } arguments }
            ? Uses.Plain(arguments[1].Value) is IFieldReferenceOperation { Field: { Name: "ReceiveTimeout" or "SendTimeout", ContainingType.Name: "SocketOptionName" } option } && !IsOff(arguments[2].Value) ? option.Name : null
            : SetBy(use) is null ? null : Uses.MemberOf(use)!.Name;

    /// <summary>A timeout of reads, not of writes.</summary>
    public static bool IsOfReads(ISymbol property) => IsOfReads(property.Name);

    /// <inheritdoc cref="IsOfReads(ISymbol)"/>
    public static bool IsOfReads(string name) => name is "ReceiveTimeout" or "ReadTimeout";

    /// <summary>
    /// The variable or field that the connection is kept in: of <c>client.Client</c> and <c>client.GetStream()</c> it is
    /// <c>client</c>. Null for what is made by a call, and for what others can see.
    /// </summary>
    public static ISymbol? HeldBy(IOperation connection) => connection switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.DeclaredAccessibility: Accessibility.Private } field => field.Field,
        IPropertyReferenceOperation { Instance: { } inner, Property.Name: "Client" or "Socket" } => HeldBy(Uses.Plain(inner)),
        IInvocationOperation { Instance: { } inner, TargetMethod.Name: "GetStream" } => HeldBy(Uses.Plain(inner)),
        // new TcpClient { ReceiveTimeout = 5000 }
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } implied when Operations.Above<IObjectCreationOperation>(implied) is { } made =>
            Fate.Of(made) switch
            {
                { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } => local,
                { Kind: FateKind.Stored, Accumulates: false, Into: IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field } => field,
                _ => null,
            },
        _ => null,
    };

    /// <summary>A listening socket: a <c>TcpListener</c>'s, or one on which this type listens or accepts.</summary>
    public static bool IsListener(IOperation socket, INamedTypeSymbol type, Seen seen) =>
        socket is IPropertyReferenceOperation { Property: { Name: "Server", ContainingType: var owner } } && NetTypes.Is(owner, seen.Types.TcpListener)
        || (HeldBy(socket) is { } holder
            && Evidence.CallsIn(type, seen).Any(pair =>
                pair.Value.HasAny(Topics.Listens | Topics.Accepts)
                && Uses.ReceiverOf(pair.Key) is { } listener && SymbolEqualityComparer.Default.Equals(HeldBy(listener), holder)));

    /// <summary>The socket also connects, reads or writes here: the type is a cover for sockets of both kinds.</summary>
    public static bool IsConnectionToo(IOperation socket, INamedTypeSymbol type, Seen seen) =>
        HeldBy(socket) is { } holder
        && Evidence.CallsIn(type, seen).Any(pair =>
            pair.Value.HasAny(Topics.Connects | Topics.ReceivesBytes | Topics.SendsBytes)
            && Uses.ReceiverOf(pair.Key) is { } connection && SymbolEqualityComparer.Default.Equals(HeldBy(connection), holder));

    private static bool IsOff(IOperation value) => value.ConstantValue is { HasValue: true, Value: 0 or -1 };
}
