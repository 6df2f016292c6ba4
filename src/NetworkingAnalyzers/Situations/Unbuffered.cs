using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does each call on this connection reach the socket, with no buffer between?</summary>
internal static class Unbuffered
{
    private const int WrapperDepth = 3;
    private const int MostCallers = 16;

    /// <summary>
    /// Bytes go to a network stream as they are. Of every stream that the value can be, where it is declared as any stream. A TLS
    /// stream keeps what it has decrypted, so that only writing is dear.
    /// </summary>
    public static bool Is(IOperation? value, Seen seen, bool writes) => Is(value, seen, writes, WrapperDepth);

    private static bool Is(IOperation? value, Seen seen, bool writes, int depth)
    {
        if (value is null || depth == 0)
        {
            return false;
        }

        value = Uses.Plain(value);
        if (NetTypes.Is(value.Type, seen.Types.Socket))
        {
            return Connections.Carries(value, seen);
        }

        if (IsAlways(value.Type, seen.Types, writes))
        {
            return true;
        }

        var net = seen.Types;
        return (Same(value.Type, net.Stream) || Same(value.Type, net.BinaryReader) || Same(value.Type, net.BinaryWriter))
            && Origin.Of(value, seen.Sources) is { IsEmpty: false } origins
            && origins.Any(origin => !IsNull(origin))
            && origins.All(origin => IsNull(origin) || IsAlways(origin.Type, net, writes) || origin switch
            {
                IObjectCreationOperation { Arguments: { Length: > 0 } arguments } made when Same(made.Type, net.BinaryReader) || Same(made.Type, net.BinaryWriter) => Is(arguments[0].Value, seen, writes, depth - 1),
                IParameterReferenceOperation { Parameter: var parameter } => IsGivenOne(parameter, seen, writes, depth - 1),
                _ => false,
            });
    }

    private static bool IsGivenOne(IParameterSymbol parameter, Seen seen, bool writes, int depth)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { DeclaredAccessibility: not (Accessibility.Public or Accessibility.Protected), IsVirtual: false, IsOverride: false } method)
        {
            // Callers outside may give a buffered one.
            return false;
        }

        var given = seen.Sources.CallsOf(method.OriginalDefinition, seen.Cancellation).Take(MostCallers)
            .Select(call => Uses.ArgumentOf(call, parameter.Name) is { } value ? (value, seen.In(Body.Around(call))) : default)
            .ToList();
        return given.Count > 0 && given.All(each => each.value is not null && Is(each.value, each.Item2, writes, depth));
    }

    private static bool IsAlways(ITypeSymbol? type, NetTypes net, bool writes) =>
        Same(type, net.NetworkStream) || (writes && Same(type, net.SslStream));

    private static bool IsNull(IOperation origin) => origin.ConstantValue is { HasValue: true, Value: null };

    private static bool Same(ITypeSymbol? type, INamedTypeSymbol? wanted) => wanted is not null && SymbolEqualityComparer.Default.Equals(type, wanted);
}
