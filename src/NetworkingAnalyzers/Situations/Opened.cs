using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Methods of this compilation that open a connection and give it to their caller, who has to close it.</summary>
internal static class Opened
{
    /// <summary>A call of a method of this compilation whose result can be a connection. Cheap.</summary>
    public static bool MayBeBy(IOperation use, NetTypes net) =>
        use is IInvocationOperation { TargetMethod: { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1 } method }
        && Awaiting.ResultOf(method.ReturnType) is var result
        && (net.IsSocketOrClient(result) || NetTypes.Is(result, net.UdpClient) || NetTypes.Is(result, net.Type("System.Net.WebResponse")));

    /// <summary>Whether all that the method returns, but null, is opened by the method itself and kept nowhere else.</summary>
    public static bool IsBy(IOperation use, Seen seen)
    {
        if (!MayBeBy(use, seen.Types))
        {
            return false;
        }

        var method = ((IInvocationOperation)use).TargetMethod.OriginalDefinition;
        var origins = seen.Sources.ReturnedBy(method).SelectMany(returned => Origin.Of(returned, seen.Sources))
            .Where(origin => origin.ConstantValue is not { HasValue: true, Value: null } && !IsOfException(origin)).Take(MostOrigins).ToList();
        return origins.Count is > 0 and < MostOrigins && origins.All(origin => IsOpening(origin, method, seen));
    }

    private const int MostOrigins = 6;

    /// <summary>The response that a <c>WebException</c> brings is to be closed like the one that none brings.</summary>
    private static bool IsOfException(IOperation origin) => origin is IPropertyReferenceOperation { Property: { Name: "Response", ContainingType.Name: "WebException" } };

    private static bool IsOpening(IOperation origin, IMethodSymbol method, Seen seen)
    {
        if (Uses.MemberOf(origin) is not { } member
            || !seen.Types.TopicsOf(member).HasAny(Topics.MustBeReleased)
            || !SymbolEqualityComparer.Default.Equals(Functions.Around(origin)?.OriginalDefinition, method))
        {
            return false;
        }

        // What also stands in a field, or in somebody else's hands, may be theirs to close.
        var body = Body.Around(origin);
        return Custody.Of(origin, body, seen.Types, seen.Sources, seen.Cancellation) is { IsLost: false } custody
            && custody.HandOvers.All(given => Operations.Above<IReturnOperation>(given) is not null);
    }
}
