using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>One use of a collection of connections, and where it runs.</summary>
internal sealed record ListAccess(ISymbol List, ListUse Use, string Name, IOperation At, Lane Lane);

/// <summary>Collections of connections, or of objects that hold one, that may be used by one thread at a time, and what an accept loop and its handlers do with them.</summary>
internal static class ConnectionLists
{
    private const int HolderDepth = 2;
    private const int MostReferences = 24;
    private const int CallerDepth = 2;

    private static readonly ConditionalWeakTable<NetTypes, ConcurrentDictionary<(ISymbol Type, int Depth), bool>> Holders = new();

    /// <summary>What happens to each such collection that the connections share.</summary>
    /// <param name="start">The function that holds the accept loop, or that is run for each request.</param>
    /// <param name="loop">The accept loop; null where each connection is a request.</param>
    /// <param name="seen">The body around.</param>
    public static IEnumerable<IGrouping<ISymbol, ListAccess>> UsedFrom(IOperation start, AcceptLoop? loop, Seen seen)
    {
        var run = Lanes.From(start, loop, seen, StaysOnItsThread(start, seen));
        var held = new Held(seen.Types, loop is null ? [] : MadeOfAccepted(loop));
        var aliases = AliasesIn(run.Select(step => step.Operation), held);
        var made = new HashSet<ISymbol>(run.Select(step => step.Operation).OfType<IObjectCreationOperation>().Select(creation => creation.Type).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        return run
            .Select(step => AccessBy(step.Operation, step.Lane, aliases, held))
            .OfType<ListAccess>()
            .GroupBy(access => access.List, SymbolEqualityComparer.Default)
            .Where(accesses => IsShared(accesses.Key!, start, loop, made, seen))!;
    }

    /// <summary>Nothing in sight keeps two that use the collection apart: no lock, semaphore or the like in any function that names it, nor around a call of one.</summary>
    public static bool IsUnguarded(ISymbol list, Seen seen)
    {
        var functions = (list is ILocalSymbol or IParameterSymbol ? seen.Body.MentionsOf(list) : Mentions(list, seen)).Select(Body.FunctionOf).ToList();
        return functions.All(function => !TakesTurn(function) && !GoesToWindow(function, seen.Sources) && !IsCalledInTurn(function, seen, CallerDepth))
            && (list.ContainingType is not { } type || !seen.Sources.NamesIn(type).Any(name => name is "SyncRoot" or "Synchronized" or "SynchronizationContext" or "Channel" or "BlockingCollection" or "ActionBlock"));
    }

    private static IEnumerable<IOperation> Mentions(ISymbol list, Seen seen) =>
        list.DeclaredAccessibility == Accessibility.Private
            ? seen.Sources.MentionsOf(list)
            : seen.Sources.NamesAnywhere(list.Name, seen.Cancellation).Select(seen.Sources.OperationAt).OfType<IOperation>().Where(operation => IsSame(Makings.SymbolOf(operation), list));

    private static bool IsSame(ISymbol? one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one?.OriginalDefinition, other.OriginalDefinition);

    /// <summary>A function in which anything takes turns: about what, is not asked.</summary>
    private static bool TakesTurn(IOperation function) =>
        Functions.SymbolOf(function)?.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "MethodImplAttribute") == true
        || Operations.Above<ILockOperation>(function) is not null
        || Operations.Below(Body.RootOf(function)).Any(operation => operation is ILockOperation || operation is IInvocationOperation { TargetMethod: var method } && IsTurn(method));

    /// <summary>The function, or one that it is given to, asks a form for its thread: what is passed to <c>Invoke</c> runs there. (By name: the types of windows need not be known.)</summary>
    private static bool GoesToWindow(IOperation function, Sources sources) =>
        Body.RootOf(function).Syntax.DescendantNodes().Any(AsksForWindow)
        || (Operations.Above<IAnonymousFunctionOperation>(function) ?? function) is IAnonymousFunctionOperation lambda
            && Operations.Above<IInvocationOperation>(lambda) is { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } given } && sources.BodyOf(given)?.Root.Syntax.DescendantNodes().Any(AsksForWindow) == true;

    private static bool AsksForWindow(SyntaxNode node) =>
        node is IdentifierNameSyntax { Identifier.ValueText: "InvokeRequired" or "BeginInvoke" or "InvokeAsync" or "TryEnqueue" }
            or IdentifierNameSyntax { Identifier.ValueText: "Invoke", Parent: InvocationExpressionSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax { Identifier.ValueText: "Dispatcher" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispatcher" } } };

    private static bool IsTurn(IMethodSymbol method) =>
        method.Name.StartsWith("Enter", System.StringComparison.Ordinal) || method.Name.StartsWith("TryEnter", System.StringComparison.Ordinal) || method.Name.StartsWith("Acquire", System.StringComparison.Ordinal)
        || method.Name.IndexOf("Lock", System.StringComparison.Ordinal) >= 0 || method.Name.IndexOf("Mutex", System.StringComparison.Ordinal) >= 0 || method.Name is "WaitOne" or "CompareExchange"
        || (method.Name is "Wait" or "WaitAsync" && method.ContainingType.Name.IndexOf("Semaphore", System.StringComparison.Ordinal) >= 0);

    /// <summary>Somebody calls it (itself, what it overrides or what it implements) in his turn, or calls a method in his turn that calls it.</summary>
    private static bool IsCalledInTurn(IOperation function, Seen seen, int depth) =>
        Functions.SymbolOf(function) is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation } method
        && new[] { method, method.OverriddenMethod }.Concat(method.ExplicitInterfaceImplementations).Concat(Functions.ContractsOf(method).OfType<IMethodSymbol>()).OfType<IMethodSymbol>()
            .SelectMany(called => seen.Sources.ReferencesTo(called, seen.Cancellation).Take(MostReferences))
            .Any(mention => Operations.Above<ILockOperation>(mention) is not null
                || GoesToWindow(mention, seen.Sources)
                || Operations.BelowInFunction(Body.FunctionOf(mention)).Any(operation => operation is IInvocationOperation { TargetMethod: var turn } && IsTurn(turn))
                || (depth > 0 && Body.FunctionOf(mention).Syntax != function.Syntax && IsCalledInTurn(Body.FunctionOf(mention), seen, depth - 1)));

    /// <summary>One for all connections: static, a member of the type that accepts or of an object that nobody makes for a connection, or a local from outside the loop.</summary>
    private static bool IsShared(ISymbol list, IOperation start, AcceptLoop? loop, HashSet<ISymbol> made, Seen seen)
    {
        if (list is ILocalSymbol)
        {
            var declared = list.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
            var own = loop is null ? start.Syntax : loop.Loop?.Syntax;
            return declared is not null && own is not null && declared.SyntaxTree == own.SyntaxTree
                && !own.Span.Contains(declared.Span)
                && Body.RootOf(start).Syntax.Span.Contains(declared.Span)
                && !Operations.Below(Body.RootOf(start)).Any(operation => operation is IAnonymousFunctionOperation or ILocalFunctionOperation
                    && operation.Syntax.Span.Contains(declared.Span) && !operation.Syntax.Span.Contains(own.Span));
        }

        return list.IsStatic || (list is IFieldSymbol or IPropertySymbol && !made.Contains(list.ContainingType) && (loop is not null || !IsMadePerRequest(list.ContainingType, seen)));
    }

    private static bool IsMadePerRequest(INamedTypeSymbol type, Seen seen) =>
        Handling.IsPerRequest(type)
        || seen.Sources.NamesAnywhere(type.Name, seen.Cancellation).Any(Handling.IsRegisteredPerRequest);

    private static ListAccess? AccessBy(IOperation operation, Lane lane, Dictionary<ISymbol, ISymbol> aliases, Held held)
    {
        if (operation is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation)
            || Makings.SymbolOf(operation) is not { } named
            || !IsOfConnections(operation.Type, held)
            || UseOf(operation) is not var (use, name))
        {
            return null;
        }

        var list = RootOf(named, aliases);
        return list is IParameterSymbol || !IsPlain(list) ? null : new ListAccess(list, use, name, operation, lane);
    }

    private static ISymbol RootOf(ISymbol named, Dictionary<ISymbol, ISymbol> aliases)
    {
        for (var steps = 0; steps < 8 && aliases.TryGetValue(named.OriginalDefinition, out var root); steps++)
        {
            named = root;
        }

        return named.OriginalDefinition;
    }

    /// <summary>Parameters, and fields that are filled from one, that stand for a collection that is handed on: <c>new Session(client, _clients)</c>.</summary>
    private static Dictionary<ISymbol, ISymbol> AliasesIn(IEnumerable<IOperation> operations, Held held)
    {
        var aliases = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in operations)
        {
            var (from, to) = operation switch
            {
                IArgumentOperation { Parameter: { } parameter, Value: var value } when IsOfConnections(parameter.Type, held) => (parameter, Makings.SymbolOf(Uses.Plain(value))),
                ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation, Value: var value } assignment when IsOfConnections(assignment.Target.Type, held) && Uses.Plain(value) is IParameterReferenceOperation or IFieldReferenceOperation or ILocalReferenceOperation =>
                    (Makings.SymbolOf(assignment.Target), Makings.SymbolOf(Uses.Plain(value))),
                _ => (null, null),
            };
            if (from is not null && to is not null && !IsSame(from, to) && !aliases.ContainsKey(from.OriginalDefinition))
            {
                aliases.Add(from.OriginalDefinition, to.OriginalDefinition);
            }
        }

        return aliases;
    }

    /// <summary>Declared as a plain collection; not one that somebody has written himself, which may take care of itself.</summary>
    private static bool IsPlain(ISymbol list) => Makings.TypeOf(list) is INamedTypeSymbol { TypeKind: TypeKind.Class } type && Collections.IsPlain(type);

    /// <summary><c>List&lt;TcpClient&gt;</c>, <c>Dictionary&lt;string, Session&gt;</c> where a session holds a connection.</summary>
    private static bool IsOfConnections(ITypeSymbol? type, Held held) =>
        type is INamedTypeSymbol { TypeArguments: { IsEmpty: false } ones } named && Collections.IsPlain(named) && ones.Any(one => held.Made.Contains(one) || HoldsConnection(one, held.Net, HolderDepth));

    /// <summary>
    /// <c>_clients.Add(new Client(new Wrapper(tcp), this));</c>: classes of this compilation that the loop makes of the connection and keeps, whatever interface stands
    /// between the two.
    /// </summary>
    private static HashSet<ITypeSymbol> MadeOfAccepted(AcceptLoop loop) =>
        new(
            Operations.BelowInFunction(loop.Function).OfType<IInvocationOperation>()
                .Where(call => call.Instance?.Type is INamedTypeSymbol type && Collections.IsPlain(type) && Collections.UseOf(call.TargetMethod.Name) == ListUse.Change)
                .SelectMany(call => call.Arguments)
                .Where(argument => Uses.Plain(argument.Value).Type is INamedTypeSymbol { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.IsEmpty: false } && loop.Connection.Carries(argument.Value))
                .Select(argument => argument.Parameter?.Type).OfType<INamedTypeSymbol>(),
            SymbolEqualityComparer.Default);

    private sealed record Held(NetTypes Net, HashSet<ITypeSymbol> Made);

    /// <summary>A connection, a stream, writer or WebSocket, or an object of this compilation that holds one.</summary>
    public static bool Holds(ITypeSymbol? type, NetTypes net) => type is not null && HoldsConnection(type, net, HolderDepth);

    private static bool HoldsConnection(ITypeSymbol type, NetTypes net, int depth) => Holders.GetOrCreateValue(net).GetOrAdd((type, depth), _ => FindConnection(type, net, depth));

    private static bool FindConnection(ITypeSymbol type, NetTypes net, int depth)
    {
        if (net.IsConnection(type) || NetTypes.Is(type, net.WebSocket) || NetTypes.Is(type, net.StreamWriter) || NetTypes.Is(type, net.StreamReader) || NetTypes.Is(type, net.BinaryWriter) || NetTypes.Is(type, net.SocketAsyncEventArgs))
        {
            return true;
        }

        for (var up = type as INamedTypeSymbol; depth > 0 && up is { DeclaringSyntaxReferences.IsEmpty: false }; up = up.BaseType)
        {
            if (up.IsTupleType ? up.TypeArguments.Any(one => HoldsConnection(one, net, depth - 1)) : up.GetMembers().Any(member => member switch
            {
                IFieldSymbol { IsStatic: false } field => HoldsConnection(field.Type, net, depth - 1),
                IPropertySymbol { IsStatic: false, IsAbstract: true } property => HoldsConnection(property.Type, net, depth - 1),
                _ => false,
            }))
            {
                return true;
            }
        }

        return false;
    }

    private static (ListUse Use, string Name)? UseOf(IOperation mention)
    {
        var value = Uses.Whole(mention);
        var parent = Uses.UserOf(value);
        if (parent is IPropertyReferenceOperation { Property: { Name: "Values" or "Keys", IsIndexer: false } } part)
        {
            value = Uses.Whole(part);
            parent = value.Parent;
        }

        switch (parent)
        {
            case IForEachLoopOperation:
                return (ListUse.Walk, "foreach");
            case IPropertyReferenceOperation { Property.IsIndexer: true } item when ReferenceEquals(Uses.ReceiverOf(item), mention):
                return !Collections.LooksUp(mention.Type!) ? (ListUse.Glance, "[]") : (Write.By(item) is not null ? ListUse.Change : ListUse.Walk, "[]");
            case IInvocationOperation { TargetMethod: var method, Instance: not null } call when ReferenceEquals(Uses.ReceiverOf(call), Uses.Plain(value)):
                return (Collections.UseOf(method.Name), method.Name);
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "Enumerable" } query } extension } argument when ReferenceEquals(extension.Arguments[0], argument):
                return (query.Name is "ToList" or "ToArray" or "Count" or "Any" or "ElementAt" && extension.Arguments.Length == 1 ? ListUse.Glance : ListUse.Walk, query.Name);
            default:
                return null;
        }
    }

    /// <summary>A window's code goes on with the window's thread after an <c>await</c>; so does a game engine's.</summary>
    private static bool StaysOnItsThread(IOperation start, Seen seen)
    {
        for (var type = Functions.SymbolOf(start)?.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.Name is "Form" or "Window" or "Control" or "UserControl" or "Page" or "ContentPage" or "MonoBehaviour" or "Activity")
            {
                return true;
            }
        }

        return Collections.WindowTypes.Any(name => seen.Types.Type(name) is not null);
    }
}
