using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Do two values reach the same connection? Both are traced back to the variable that it is kept in.</summary>
internal static class SameConnection
{
    private const int Depth = 12;

    /// <summary>How many methods deep a call is followed: <c>Send</c> that calls <c>EnsureConnected</c>, which calls <c>Connect</c>.</summary>
    private const int CallDepth = 2;

    /// <summary>
    /// The local, parameter, field or property that holds what the value's bytes come from: of <c>client.GetStream()</c> it is
    /// <c>client</c>, of a local that was given that once too. Null where it cannot be said.
    /// </summary>
    /// <param name="value">A socket, client or stream, or (with <paramref name="throughAll"/>) a reader or writer.</param>
    /// <param name="seen">The body around.</param>
    /// <param name="throughAll">Also through readers, writers and TLS streams: who closes one closes what is below it.</param>
    public static ISymbol? RootOf(IOperation? value, Seen seen, bool throughAll = false)
    {
        for (var steps = 0; value is not null && steps < Depth; steps++)
        {
            value = Uses.Plain(value);
            if (Below(value, seen.Types, throughAll) is { } below)
            {
                value = below;
                continue;
            }

            switch (value)
            {
                case IConditionalAccessInstanceOperation:
                    value = Uses.ReceiverOfConditional(value);
                    break;
                case ILocalReferenceOperation { Local: var local }:
                    var writes = Writes.Among(seen.Body.MentionsOf(local)).Take(2).ToList();
                    if (writes.Count != 1 || writes[0].Value is not { } written || Below(Uses.Plain(written), seen.Types, throughAll) is not { } inner)
                    {
                        return local;
                    }

                    value = inner;
                    break;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field:
                    return field.Field;
                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property:
                    return property.Property;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether what the value's bytes come from, through readers, writers and TLS streams too, is kept in the variable.</summary>
    public static bool IsKeptIn(ISymbol variable, IOperation? value, Seen seen) =>
        SymbolEqualityComparer.Default.Equals(RootOf(value, seen, throughAll: true), variable);

    /// <summary>Whether the variable holds the same connection in each round of the loop, as far as its own code and the methods that it calls show.</summary>
    public static bool StaysInLoop(ISymbol root, ILoopOperation loop, Seen seen)
    {
        var mentions = seen.Body.MentionsOf(root);
        if (mentions.Any(mention => Operations.Contains(loop, mention) && (mention is IVariableDeclaratorOperation or IPatternOperation || Write.By(mention) is not null)))
        {
            return false;
        }

        return root is ILocalSymbol or IParameterSymbol
            || !Operations.Below(loop).OfType<IInvocationOperation>().Any(call => IsGivenAnotherBy(call, root, seen));
    }

    /// <summary>Whether the method called, or one that it calls itself, writes the field or property: the connection may be another afterwards.</summary>
    public static bool IsGivenAnotherBy(IInvocationOperation call, ISymbol root, Seen seen) => IsGivenAnotherBy(call, root, seen, CallDepth);

    private static bool IsGivenAnotherBy(IInvocationOperation call, ISymbol root, Seen seen, int depth) =>
        !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
        && seen.Sources.BodyOf(call.TargetMethod) is { } body
        && (Writes.Among(body.MentionsOf(root)).Any() || (depth > 0 && body.Uses.OfType<IInvocationOperation>().Any(inner => IsGivenAnotherBy(inner, root, seen, depth - 1))));

    /// <summary>Accepted or opened in the loop: the end of one connection, and its silence, say nothing of the next round's.</summary>
    public static bool IsAnotherEachRound(IOperation? connection, ILoopOperation loop, Seen seen) =>
        RootOf(connection, seen, throughAll: true) is ILocalSymbol root && !StaysInLoop(root, loop, seen);

    private static IOperation? Below(IOperation value, NetTypes net, bool throughAll) => value switch
    {
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => client,
        IPropertyReferenceOperation { Property.Name: "Client", Instance: { } client } when NetTypes.Is(client.Type, net.TcpClient) => client,
        IObjectCreationOperation { Arguments.Length: > 0 } creation when NetTypes.Is(creation.Type, net.NetworkStream) || (throughAll && IsWrapper(creation.Type, net)) => creation.Arguments[0].Value,
        _ => null,
    };

    private static bool IsWrapper(ITypeSymbol? type, NetTypes net) =>
        NetTypes.Is(type, net.StreamReader) || NetTypes.Is(type, net.StreamWriter) || NetTypes.Is(type, net.BinaryReader) || NetTypes.Is(type, net.BinaryWriter)
        || NetTypes.Is(type, net.BufferedStream) || NetTypes.Is(type, net.SslStream);
}
