using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Is this value a TCP connection (or a stream or reader over one)? Answers only what the code shows; what cannot be seen is
/// "no".
/// </summary>
internal static partial class Connections
{
    private const int WrapperDepth = 5;

    /// <summary>
    /// Whether bytes read from (or written to) the value come from (or go to) a stream-oriented connection: a socket not known
    /// to carry datagrams, a client, a network or TLS stream, or a stream, reader or writer that was built over one.
    /// </summary>
    public static bool Carries(IOperation? value, Seen seen) => value is not null && Carries(value, seen, WrapperDepth);

    /// <summary>Whether the value is a socket that can be seen to carry datagrams: created with <c>SocketType.Dgram</c> and the like, or a <c>UdpClient</c>'s.</summary>
    public static bool IsDatagram(IOperation value, Seen seen)
    {
        if (NetTypes.Is(value.Type, seen.Types.UdpClient))
        {
            return true;
        }

        if (!NetTypes.Is(value.Type, seen.Types.Socket))
        {
            return false;
        }

        var origins = Origin.Of(value, seen.Sources);
        return origins.Any(origin =>
                IsMadeForDatagrams(origin, seen.Types) || KeepsDatagrams(origin, seen) || (origin is IParameterReferenceOperation parameter && IsGivenDatagrams(parameter.Parameter, seen)))
            || (origins.All(origin => origin is IParameterReferenceOperation or IMemberReferenceOperation || origin.ConstantValue is { HasValue: true, Value: null }) && IsNamedForDatagrams(value, seen));
    }

    /// <summary>Whether the socket can be seen to be made for datagrams, here or in its type: no name counts.</summary>
    public static bool IsSeenForDatagrams(IOperation socket, Seen seen) => Origin.Of(socket, seen.Sources).Any(origin => IsMadeForDatagrams(origin, seen.Types));

    /// <summary>
    /// Where nothing shows how the socket was made, its name does, that of an object that it belongs to, or that of the method that uses it:
    /// <c>udp.Handler.Socket</c>, <c>ReceiveFromUdpAsync(Socket client)</c>.
    /// </summary>
    private static bool IsNamedForDatagrams(IOperation value, Seen seen) =>
        NamesOn(value).Append(seen.Body.Owner?.Name).Append(seen.Body.Owner?.ContainingType?.Name).Any(name =>
            name is not null && !NamesOfStreams.Any(word => name.IndexOf(word, System.StringComparison.Ordinal) >= 0)
            && NamesOfDatagrams.Any(word => name.IndexOf(word, System.StringComparison.OrdinalIgnoreCase) >= 0));

    /// <summary>Of <c>udp.Handler.Socket</c> all three.</summary>
    private static IEnumerable<string?> NamesOn(IOperation value)
    {
        for (IOperation? on = Uses.Plain(value); on is not null; on = on is IMemberReferenceOperation { Instance: { } owner } ? Uses.Plain(owner) : null)
        {
            yield return Makings.SymbolOf(on)?.Name;
        }
    }

    private static readonly string[] NamesOfDatagrams = ["Udp", "Datagram", "Multicast"];

    private static readonly string[] NamesOfStreams = ["Tcp", "TCP", "Tls", "TLS", "Ssl", "SSL"];

    /// <summary><c>new Socket(.., SocketType.Dgram, ..)</c>, the socket of a <c>UdpClient</c>.</summary>
    private static bool IsMadeForDatagrams(IOperation origin, NetTypes net) => origin switch
    {
        IObjectCreationOperation creation when NetTypes.Is(creation.Type, net.Socket) => Uses.ArgumentOf(creation, "socketType") is { } type && !IsStreamType(type),
        IPropertyReferenceOperation { Property.Name: "Client", Instance: { } client } => NetTypes.Is(client.Type, net.UdpClient),
        _ => false,
    };

    private static bool Carries(IOperation value, Seen seen, int depth)
    {
        value = Uses.Plain(value);
        var net = seen.Types;
        if (NetTypes.Is(value.Type, net.Socket))
        {
            return !IsDatagram(value, seen);
        }

        if (net.IsConnection(value.Type))
        {
            // A TLS stream over a pipe or a file is not a connection, but nobody does that: the type decides.
            return true;
        }

        if (depth == 0 || !CouldCarry(value.Type, net))
        {
            return false;
        }

        // Any way in which it is a connection counts: code that opens a file in one branch still reads the network in the other.
        return Origin.Of(value, seen.Sources).Any(origin => origin is not null && OriginCarries(origin, seen, depth));
    }

    private static bool OriginCarries(IOperation origin, Seen seen, int depth)
    {
        var net = seen.Types;
        if (net.IsConnectionStream(origin.Type))
        {
            return !IsTlsOverMemory(origin, net);
        }

        return origin switch
        {
            IParameterReferenceOperation parameter => IsGivenOne(parameter.Parameter, seen, depth),
            IPropertyReferenceOperation { Property: { IsAbstract: true } property } => IsOneSomewhere(property, seen, depth),
            IInvocationOperation { TargetMethod.Name: "GetStream" } call => NetTypes.Is(call.TargetMethod.ContainingType, net.TcpClient),
            IObjectCreationOperation { Arguments.Length: > 0 } creation when CouldCarry(creation.Type, net) && IsFrameworkType(creation.Type) =>
                net.IsConnection(Uses.Plain(creation.Arguments[0].Value).Type)
                || (CouldCarry(Uses.Plain(creation.Arguments[0].Value).Type, net) && Carries(creation.Arguments[0].Value, seen, depth - 1)),
            _ => false,
        };
    }

    /// <summary>
    /// <c>new SslStream(own, ..)</c> over a stream of this compilation whose fields are numbers, flags and bytes: what is read from it
    /// has been received before.
    /// </summary>
    private static bool IsTlsOverMemory(IOperation origin, NetTypes net)
    {
        if (origin is not IObjectCreationOperation { Arguments.Length: > 0 } creation || !NetTypes.Is(creation.Type, net.SslStream)
            || Uses.Plain(creation.Arguments[0].Value).Type is not INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } inner
            || net.IsConnectionStream(inner))
        {
            return false;
        }

        for (var up = inner; up is not null && !IsFrameworkType(up); up = up.BaseType)
        {
            if (up.DeclaringSyntaxReferences.IsEmpty || up.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && !HoldsMemory(field.Type)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsMemory(ITypeSymbol type) =>
        type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
        || (type.SpecialType is not (SpecialType.None or SpecialType.System_Object) && type.IsValueType);

    /// <summary>Streams and the readers and writers over them: types under which a connection can hide.</summary>
    private static bool CouldCarry(ITypeSymbol? type, NetTypes net) =>
        NetTypes.Is(type, net.Stream)
        || NetTypes.Is(type, net.Type("System.IO.TextReader"))
        || NetTypes.Is(type, net.Type("System.IO.TextWriter"))
        || NetTypes.Is(type, net.BinaryReader)
        || NetTypes.Is(type, net.BinaryWriter)
        || NetTypes.Is(type, net.Type("System.IO.Pipelines.PipeReader"))
        || NetTypes.Is(type, net.Type("System.IO.Pipelines.PipeWriter"));

    private static bool IsFrameworkType(ITypeSymbol? type) => type?.ContainingNamespace?.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal) == true;

    private static bool IsStreamType(IOperation socketType) =>
        Uses.Plain(socketType) is IFieldReferenceOperation { Field.Name: "Stream" } or not IFieldReferenceOperation;
}
