using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>What runs an operation: code that is run for each request, connection or completion.</summary>
internal sealed class Handler
{
    public Handler(HandlerKind kind, string name, IMethodSymbol function, Given? given = null)
    {
        Kind = kind;
        Name = name;
        Function = function;
        Given = given;
    }

    public HandlerKind Kind { get; }

    /// <summary>The entry as a clause to print: <c>the endpoint given to 'MapGet'</c>, <c>the completion callback 'OnReceived'</c>.</summary>
    public string Name { get; }

    /// <summary>The function that holds the operation: the entry, or one that only entries call.</summary>
    public IMethodSymbol Function { get; }

    /// <summary>Where an accept loop hands the connection over; null where something else runs the handler.</summary>
    public Given? Given { get; }
}

/// <summary>
/// Does this function run for a connection, a request or a completion? Answers only what the code shows: a framework's hook, a
/// callback handed to a network operation, the method that an accept loop hands its connections to, and functions that only such
/// functions call. Code handed on to a thread, a task or somebody else's delegate runs elsewhere: "no".
/// </summary>
internal sealed class Handlers
{
    /// <summary>How many calls down from an entry a function is still known to run for it.</summary>
    private const int Depth = 3;

    /// <summary>A name that occurs more often than this is not followed to its callers.</summary>
    private const int Crowd = 60;

    private static readonly ConditionalWeakTable<Compilation, Handlers> Known = new();

    private readonly ConcurrentDictionary<IMethodSymbol, Entry?> _entries = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, Entry?> _callees = new(SymbolEqualityComparer.Default);
    private readonly NetTypes _net;
    private readonly Sources _sources;
    private readonly AcceptLoops _acceptLoops;
    private readonly ImmutableArray<(INamedTypeSymbol Type, HandlerRow Row)> _hooks;
    private readonly IMethodSymbol? _main;

    private Handlers(Compilation compilation)
    {
        _net = NetTypes.Of(compilation);
        _sources = Sources.Of(compilation);
        _acceptLoops = AcceptLoops.Of(compilation);
        _main = compilation.GetEntryPoint(CancellationToken.None);
        _hooks = Handling.Members
            .Select(row => (Type: _net.Type(row.Type), row))
            .Where(hook => hook.Type is not null)
            .Select(hook => (hook.Type!, hook.row))
            .ToImmutableArray();
    }

    public static Handlers Of(Compilation compilation) => Known.GetValue(compilation, c => new Handlers(c));

    /// <summary>The handler that runs the operation on its own thread; null where none is known to.</summary>
    public static Handler? Around(IOperation operation, Seen seen) =>
        Of(seen.Compilation).Around(operation, seen.Cancellation);

    /// <summary>The handler that runs the operation on its own thread; null where none is known to.</summary>
    public Handler? Around(IOperation operation, CancellationToken cancellation)
    {
        var function = Body.FunctionOf(operation);
        return Functions.SymbolOf(function) is { } symbol && EntryOf(function, symbol, Depth, cancellation) is { } entry
            ? new Handler(entry.Kind, entry.Name, symbol, entry.Given)
            : null;
    }

    private Entry? EntryOf(IOperation function, IMethodSymbol symbol, int calls, CancellationToken cancellation)
    {
        if (function is IAnonymousFunctionOperation)
        {
            return GivenTo(function, symbol, cancellation) ?? ByAcceptLoop(_acceptLoops.GivenTo((IAnonymousFunctionOperation)function, cancellation), symbol);
        }

        symbol = symbol.OriginalDefinition;
        if (symbol.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation)
            || SymbolEqualityComparer.Default.Equals(symbol, _main))
        {
            return null;
        }

        var entry = _entries.GetOrAdd(symbol, s => ByDeclaration(s) ?? ByMention(s, cancellation) ?? ByAcceptLoop(_acceptLoops.GivenTo(s, cancellation), s));
        if (entry is not null || calls == 0)
        {
            return entry;
        }

        return calls == Depth
            ? _callees.GetOrAdd(symbol, s => ByCallers(s, Depth - 1, cancellation))
            : ByCallers(symbol, calls - 1, cancellation);
    }

    /// <summary>What an accept loop hands its connections over to. A thread of its own is no thread of the pool.</summary>
    private static Entry? ByAcceptLoop(Given? given, IMethodSymbol function) =>
        given is not { As: GivenAs.HandedOver } || RunsOnOwnThread(given.At)
            ? null
            : new Entry(HandlerKind.Connection, function.Name.Length == 0 ? "the handler of accepted connections" : $"the connection handler '{function.Name}'", given);

    private static bool RunsOnOwnThread(IOperation given)
    {
        for (var up = given; up is not null; up = up.Parent)
        {
            if (up is IObjectCreationOperation { Type: { Name: "Thread", ContainingNamespace.Name: "Threading" } }
                or IInvocationOperation { TargetMethod: { Name: "Start", ContainingType.Name: "Thread" } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a framework calls by the method's declaration.</summary>
    private Entry? ByDeclaration(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return null;
        }

        foreach (var (type, row) in _hooks)
        {
            foreach (var member in row.Members)
            {
                if (method.Name.EndsWith(member, System.StringComparison.Ordinal) && Fulfils(method, type, member))
                {
                    return new Entry(row.Kind, $"'{method.ContainingType.Name}.{member}'");
                }
            }
        }

        if (_net.HasUserHandlers && IsUserHandler(method))
        {
            return new Entry(HandlerKind.Request, $"the handler '{method.ContainingType.Name}.{method.Name}'");
        }

        return IsAction(method) || IsMiddleware(method) || IsPageHandler(method)
            ? new Entry(HandlerKind.Request, $"'{method.ContainingType.Name}.{method.Name}'")
            : null;
    }

    /// <summary>The method is declared to be one, or overrides or implements one.</summary>
    private bool IsUserHandler(IMethodSymbol method) =>
        _net.TopicsOf(method).HasAny(Topics.Handles)
        || method.ContainingType.AllInterfaces.SelectMany(face => face.GetMembers().OfType<IMethodSymbol>()).Any(contract =>
            _net.TopicsOf(contract).HasAny(Topics.Handles) && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(contract), method));

    private static bool Fulfils(IMethodSymbol method, INamedTypeSymbol type, string member)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return method.ContainingType.AllInterfaces.Contains(type, SymbolEqualityComparer.Default)
                && type.GetMembers(member).Any(m => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method));
        }

        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.ContainingType.OriginalDefinition, type))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAction(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false, MethodKind: MethodKind.Ordinary }
        && method.Name is not ("Dispose" or "DisposeAsync")
        && IsController(method.ContainingType)
        && !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == Handling.NoAction);

    private bool IsController(INamedTypeSymbol type)
    {
        if (Handling.Controllers.Any(name => NetTypes.Is(type, _net.Type(name))))
        {
            return true;
        }

        return Handling.ControllerAttributes.Any(name => _net.Type(name) is { } wanted
            && type.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, wanted)));
    }

    /// <summary>Middleware by convention: <c>Task InvokeAsync(HttpContext, ...)</c> of a type that is made with the next delegate.</summary>
    private bool IsMiddleware(IMethodSymbol method) =>
        Handling.IsMiddlewareName(method.Name)
        && method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }
        && TakesFirst(method, Handling.HttpContext)
        && _net.Type(Handling.RequestDelegate) is { } next
        && method.ContainingType.InstanceConstructors.Any(c => c.Parameters.Any(p => SymbolEqualityComparer.Default.Equals(p.Type, next)));

    private bool IsPageHandler(IMethodSymbol method) =>
        Handling.IsPageHandlerName(method.Name)
        && method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }
        && NetTypes.Is(method.ContainingType, _net.Type(Handling.Page));

    /// <summary>What a method becomes by being given away as a delegate, at least once.</summary>
    private Entry? ByMention(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!CouldBeGiven(method))
        {
            return null;
        }

        foreach (var mention in _sources.MethodGroupsOf(method, cancellation))
        {
            if (GivenTo(mention, method, cancellation) is { } entry)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>A cheap test before the compilation is searched: a callback's signature, or endpoints exist at all.</summary>
    private bool CouldBeGiven(IMethodSymbol method) =>
        IsCallback(method) || TakesFirst(method, Handling.HttpContext) || TakesFirst(method, Handling.ConnectionContext)
        || Handling.Rows.Any(row => _net.Type(row.Type) is not null);

    private bool IsCallback(IMethodSymbol method) => method.Parameters.Length switch
    {
        1 => SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, _net.IAsyncResult),
        2 => NetTypes.Is(method.Parameters[1].Type, _net.SocketAsyncEventArgs),
        _ => false,
    };

    /// <summary>What a lambda or method group becomes where it is given away.</summary>
    private Entry? GivenTo(IOperation function, IMethodSymbol symbol, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var handed = Handed.Of(function);
        if (handed.To is IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: { Name: "Completed" } raised } }
            && NetTypes.Is(raised.ContainingType, _net.SocketAsyncEventArgs))
        {
            return Callback(symbol);
        }

        var topics = handed.Call is not null && Uses.MemberOf(handed.Call) is { } member ? _net.TopicsOf(member) : Topics.None;
        if (topics.HasAny(Topics.TakesHandler))
        {
            // What is given the next delegate, or a builder, builds the pipeline: it runs once.
            return TakesFirst(symbol, Handling.RequestDelegate) || TakesBuilder(symbol)
                ? null
                : new Entry(TakesFirst(symbol, Handling.ConnectionContext) ? HandlerKind.Connection : HandlerKind.Request, $"the handler given to '{Uses.MemberOf(handed.Call!)!.Name}'");
        }

        if (IsDelegate(handed.Delegate, _net.AsyncCallback))
        {
            return topics.HasAny(Topics.Begins) || EndsSomething(function, symbol) ? Callback(symbol) : null;
        }

        if (IsContinuation(handed))
        {
            return new Entry(HandlerKind.Completion, "the continuation of a network operation");
        }

        if (handed.Delegate is not null && Awaiting.IsTask(symbol.ReturnType))
        {
            return TakesFirst(symbol, Handling.HttpContext) ? new Entry(HandlerKind.Request, "a request handler")
                : TakesFirst(symbol, Handling.ConnectionContext) ? new Entry(HandlerKind.Connection, "a connection handler")
                : null;
        }

        return null;
    }

    private static Entry Callback(IMethodSymbol symbol) => new(
        HandlerKind.Completion,
        symbol.MethodKind == MethodKind.AnonymousFunction ? "a completion callback" : $"the completion callback '{symbol.Name}'");

    /// <summary>A stored callback is one for the network if it ends a network operation.</summary>
    private bool EndsSomething(IOperation function, IMethodSymbol symbol)
    {
        var body = function is IAnonymousFunctionOperation ? function : _sources.BodyOf(symbol)?.Root;
        return body is not null && Operations.BelowInFunction(body).Any(operation =>
            operation is IInvocationOperation call && _net.TopicsOf(call.TargetMethod).HasAny(Topics.Ends));
    }

    /// <summary><c>socket.ReceiveAsync(..).ContinueWith(function)</c>.</summary>
    private bool IsContinuation(Handed handed) =>
        handed.Call is IInvocationOperation { TargetMethod.Name: "ContinueWith" } call
        && Awaiting.IsTask(call.TargetMethod.ContainingType)
        && Uses.ReceiverOf(call) is IInvocationOperation operation
        && _net.TopicsOf(operation.TargetMethod).HasAny(Topics.Asynchronous)
        && _net.IsConnection(Uses.ReceiverOf(operation)?.Type);

    /// <summary>A function that only entries call, or functions that only they call.</summary>
    private Entry? ByCallers(IMethodSymbol method, int calls, CancellationToken cancellation)
    {
        if (method.IsVirtual || method.IsOverride || method.IsAbstract || method.ExplicitInterfaceImplementations.Length > 0
            || _sources.NamesAnywhere(method.Name, cancellation).Skip(Crowd).Any())
        {
            // Who calls it cannot be said, or is not worth the search.
            return null;
        }

        Entry? first = null;
        foreach (var mention in _sources.ReferencesTo(method, cancellation))
        {
            var caller = Body.FunctionOf(mention);
            var symbol = Functions.SymbolOf(caller);
            if (mention is not IInvocationOperation || symbol is null)
            {
                return null;
            }

            if (SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, method))
            {
                continue;
            }

            var entry = EntryOf(caller, symbol, calls, cancellation);
            if (entry is null)
            {
                return null;
            }

            first ??= entry;
        }

        return first;
    }

    private bool TakesFirst(IMethodSymbol method, string type) =>
        method.Parameters.Length > 0 && _net.Type(type) is { } wanted && NetTypes.Is(method.Parameters[0].Type, wanted);

    private static bool TakesBuilder(IMethodSymbol method) =>
        method.Parameters.Length > 0 && method.Parameters[0].Type.Name.EndsWith("Builder", System.StringComparison.Ordinal);

    private static bool IsDelegate(ITypeSymbol? type, INamedTypeSymbol? wanted) =>
        wanted is not null && SymbolEqualityComparer.Default.Equals(type, wanted);

    private sealed record Entry(HandlerKind Kind, string Name, Given? Given = null);
}
