using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>What becomes of the addresses that the DNS gives for a host.</summary>
internal static class ResolvedHosts
{
    private const int Budget = 64;

    /// <summary>This machine asks for its own addresses, or by an address.</summary>
    public static bool IsOwn(IOperation lookup, Seen seen) =>
        Uses.ArgumentsOf(lookup).FirstOrDefault()?.Value is not { Type: var type } host
        || NetTypes.Is(type, seen.Types.Type(Addresses.IPAddress))
        || Origin.Of(host, seen.Sources).Any(origin =>
            origin is IInvocationOperation { TargetMethod: { Name: "GetHostName", ContainingType.Name: "Dns" } } or IPropertyReferenceOperation { Property.Name: "MachineName" or "HostName" }
            || origin.ConstantValue is { HasValue: true, Value: "" or "localhost" });

    /// <summary>Where the first address is taken: <c>[0]</c>, <c>First()</c>, without a look at any.</summary>
    public static IEnumerable<IOperation> FirstOf(IOperation lookup, Seen seen)
    {
        foreach (var operation in Operations.Below(seen.Body.Root))
        {
            var all = operation switch
            {
                IArrayElementReferenceOperation { Indices: { Length: 1 } at, ArrayReference: var array } when at[0].ConstantValue is { HasValue: true, Value: 0 } => array,
                IInvocationOperation { TargetMethod: { Name: "First" or "FirstOrDefault", IsExtensionMethod: true, ContainingType.Name: "Enumerable" }, Arguments.Length: 1 } first => first.Arguments[0].Value,
                _ => null,
            };
            if (all is not null && IsOf(all, lookup, seen))
            {
                yield return operation;
            }
        }
    }

    /// <summary>Whether an address goes to a call that connects to it, directly or in an endpoint, a variable or a field.</summary>
    public static bool IsConnectedTo(IOperation address, Seen seen)
    {
        var todo = new Queue<IOperation>();
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Enqueue(address);
        for (var steps = 0; todo.Count > 0 && steps < Budget; steps++)
        {
            var value = todo.Dequeue();
            while (value.Parent is IConversionOperation or IParenthesizedOperation or IConditionalOperation { Type: not null } or ICoalesceOperation or IAwaitOperation)
            {
                value = value.Parent;
            }

            switch (value.Parent)
            {
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: var made } endpoint } when NetTypes.Is(made, seen.Types.Type(Addresses.IPEndPoint)):
                    todo.Enqueue(endpoint);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } when seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Connects):
                    return true;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "RemoteEndPoint", ContainingType: var args } } } when NetTypes.Is(args, seen.Types.SocketAsyncEventArgs):
                    return seen.Net.Topics.HasAny(Topics.Connects);
                case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Value, value) && Makings.SymbolOf(assignment.Target) is { } symbol && known.Add(symbol):
                    EnqueueReads(symbol, todo, seen);
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when known.Add(local):
                    EnqueueReads(local, todo, seen);
                    break;
            }
        }

        return false;
    }

    /// <summary>
    /// A function that nobody outside calls is given the addresses of a host that the code names, and no others: no peer's, and none of a host that somebody else may choose, whose
    /// look-up gives what that one has written into the DNS.
    /// </summary>
    public static bool AreAllThatIsGiven(IParameterSymbol parameter, Seen seen) =>
        parameter.ContainingSymbol is IMethodSymbol function
        && ClientConnections.IsOnlyGivenHere(parameter, seen)
        && seen.Sources.ReferencesTo(function, seen.Cancellation).Take(Budget).ToList() is { Count: > 0 } references
        && references.All(reference => GivenBy(reference, parameter) is { } given && AreLookedUp(given, seen));

    /// <summary>What a call gives for the parameter; of <c>addresses.Any(IsPrivate)</c> the addresses.</summary>
    private static IOperation? GivenBy(IOperation reference, IParameterSymbol parameter) =>
        reference is IInvocationOperation call ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value : ElementsGivenTo(reference);

    /// <summary>The sequence over which a function of LINQ runs the lambda or method.</summary>
    private static IOperation? ElementsGivenTo(IOperation function) =>
        Handed.Of(function).Call is IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable", Arguments: { Length: > 1 } arguments } ? arguments[0].Value : null;

    /// <summary>Whether an address, or each of several, comes from a look-up of such a host.</summary>
    private static bool AreLookedUp(IOperation value, Seen seen)
    {
        var todo = new Stack<IOperation>();
        todo.Push(value);
        for (var steps = 0; todo.Count > 0; steps++)
        {
            var origins = Origin.Of(todo.Pop(), seen.Sources);
            if (origins.IsEmpty || steps > Budget)
            {
                return false;
            }

            foreach (var origin in origins.Where(origin => !IsOfNamedHost(origin, seen)))
            {
                if (OneOf(origin, seen) is not { } all)
                {
                    return false;
                }

                todo.Push(all);
            }
        }

        return true;
    }

    private static bool IsOfNamedHost(IOperation origin, Seen seen) =>
        Uses.MemberOf(origin) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.ResolvesName)
        && Uses.ArgumentsOf(origin) is { IsEmpty: false } arguments
        && Origin.Of(arguments[0].Value, seen.Sources) is { IsEmpty: false } hosts && hosts.All(host => host.ConstantValue is { HasValue: true, Value: string });

    /// <summary>What something is an element, or a part, of.</summary>
    private static IOperation? OneOf(IOperation origin, Seen seen) => origin switch
    {
        IPropertyReferenceOperation { Property.Name: "AddressList" or "this[]" or "Current", Instance: { } entry } => entry,
        IArrayElementReferenceOperation { ArrayReference: var array } => array,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: not ("Concat" or "Append" or "Prepend" or "Union" or "Select" or "SelectMany" or "Zip") }, Arguments: { Length: > 0 } given } => given[0].Value,
        IParameterReferenceOperation { Parameter.ContainingSymbol: var function }
            when Body.FunctionOf(origin) is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, function) => ElementsGivenTo(lambda),
        IVariableDeclaratorOperation { Symbol: var one } => Body.Around(origin).AllLoops.OfType<IForEachLoopOperation>().FirstOrDefault(loop => loop.Locals.Contains(one, SymbolEqualityComparer.Default))?.Collection,
        _ => null,
    };

    /// <summary>The code goes through the addresses, or chooses by family.</summary>
    public static bool AreLookedAt(IOperation lookup, Seen seen) =>
        Uses.ArgumentsOf(lookup).Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Value.Type?.Name == "AddressFamily")
        || seen.Body.AllLoops.Any(loop => loop is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol.Type: var type } } && NetTypes.Is(type, seen.Types.Type(Addresses.IPAddress)))
        || Operations.Below(seen.Body.Root).OfType<IBinaryOperation>().Any(test => IsFamily(test.LeftOperand) || IsFamily(test.RightOperand));

    private static bool IsFamily(IOperation side) => Uses.Plain(side) is IPropertyReferenceOperation { Property.Name: "AddressFamily" };

    private static bool IsOf(IOperation all, IOperation lookup, Seen seen)
    {
        foreach (var origin in Origin.Of(all, seen.Sources))
        {
            if (ReferenceEquals(origin, lookup)
                || (origin is IPropertyReferenceOperation { Property.Name: "AddressList", Instance: { } entry } && Origin.Of(entry, seen.Sources).Any(from => ReferenceEquals(from, lookup))))
            {
                return true;
            }
        }

        return false;
    }

    private static void EnqueueReads(ISymbol symbol, Queue<IOperation> todo, Seen seen)
    {
        IEnumerable<IOperation> mentions = symbol is ILocalSymbol or IParameterSymbol || symbol.DeclaringSyntaxReferences.IsEmpty ? seen.Body.MentionsOf(symbol) : seen.Sources.MentionsOf(symbol);
        foreach (var read in Writes.ReadsAmong(mentions))
        {
            todo.Enqueue(read);
        }
    }
}
