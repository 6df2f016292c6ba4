using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Where connections are accepted again and again: by a loop, by a callback that starts the next accept, by a function that
/// calls itself or that a loop calls. An accept that happens once is none, nor is one in a loop of a fixed number of rounds.
/// </summary>
internal sealed class AcceptLoops
{
    private const int CallDepth = 3;

    private static readonly ConditionalWeakTable<Compilation, AcceptLoops> Known = new();

    private readonly ConditionalWeakTable<Body, StrongBox<ImmutableArray<AcceptLoop>>> _loops = new();
    private readonly ConcurrentDictionary<IMethodSymbol, Given?> _given = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _accepting = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxTree, bool> _mayAccept = new();
    private readonly HashSet<string> _acceptNames;
    private readonly Compilation _compilation;
    private readonly NetTypes _net;
    private readonly Sources _sources;

    private AcceptLoops(Compilation compilation)
    {
        _compilation = compilation;
        _net = NetTypes.Of(compilation);
        _sources = Sources.Of(compilation);
        _acceptNames = new(_net.MembersOf(Topics.Accepts | Topics.HoldsAccepted));
    }

    public static AcceptLoops Of(Compilation compilation) => Known.GetValue(compilation, c => new AcceptLoops(c));

    /// <summary>The accept loops of a body, lambdas and local functions included.</summary>
    public ImmutableArray<AcceptLoop> In(Body body, CancellationToken cancellation)
    {
        if (!_loops.TryGetValue(body, out var known))
        {
            var found = Find(body, cancellation);
            known = _loops.GetValue(body, _ => new(found));
        }

        return known.Value;
    }

    /// <summary>The loop that the call belongs to; null where it happens once, or that cannot be seen.</summary>
    public static AcceptLoop? Around(IOperation accept, Seen seen) =>
        Of(seen.Compilation).In(seen.Body, seen.Cancellation).FirstOrDefault(loop => ReferenceEquals(loop.Accept, accept));

    /// <summary>How an accept loop of this compilation gives its connections to the method or local function; null where none does.</summary>
    public Given? GivenTo(IMethodSymbol function, CancellationToken cancellation)
    {
        function = function.OriginalDefinition;
        return _given.TryGetValue(function, out var known) ? known : _given.GetOrAdd(function, FindGiven(function, cancellation));
    }

    /// <summary>How an accept loop gives its connections to the lambda; null where none does.</summary>
    public Given? GivenTo(IAnonymousFunctionOperation lambda, CancellationToken cancellation) =>
        In(Body.Around(lambda), cancellation).SelectMany(loop => loop.Given).FirstOrDefault(given => IsSame(given.Function, lambda));

    private static bool IsSame(IMethodSymbol? function, IAnonymousFunctionOperation lambda) =>
        function is { MethodKind: MethodKind.AnonymousFunction, DeclaringSyntaxReferences: { Length: 1 } declaration }
        && declaration[0].SyntaxTree == lambda.Syntax.SyntaxTree
        && declaration[0].Span == lambda.Syntax.Span;

    private Given? FindGiven(IMethodSymbol function, CancellationToken cancellation)
    {
        // To bind every caller of every function is dear: only those beside an accept can give what it yields.
        foreach (var mention in _sources.ReferencesTo(function, cancellation, MayAccept))
        {
            foreach (var loop in In(Body.Around(mention), cancellation))
            {
                foreach (var given in loop.Given)
                {
                    if (SymbolEqualityComparer.Default.Equals(given.Function?.OriginalDefinition, function))
                    {
                        return given;
                    }
                }
            }
        }

        return null;
    }

    private bool MayAccept(SyntaxTree tree) =>
        _mayAccept.GetOrAdd(tree, t => Sources.IsMentioned(t, name => _acceptNames.Contains(name) || SoundsLikeAccept(name)));

    private ImmutableArray<AcceptLoop> Find(Body body, CancellationToken cancellation)
    {
        var loops = ImmutableArray.CreateBuilder<AcceptLoop>();
        HashSet<IOperation>? throughArgs = null;
        foreach (var use in body.Uses)
        {
            cancellation.ThrowIfCancellationRequested();
            var topics = Uses.MemberOf(use) is { } member ? _net.TopicsOf(member) : Topics.None;
            var function = Body.FunctionOf(use);
            if (!Yields(use, topics, cancellation) || (topics.HasAny(Topics.HoldsAccepted) && !(throughArgs ??= new()).Add(function)))
            {
                continue;
            }

            if (Paths.Around(use, body, cancellation) is { } paths
                && Repeated(use, function, topics, paths, cancellation) is var (next, loop, starts, end))
            {
                var connection = Carriers.Of(use, function, _net);
                loops.Add(new AcceptLoop(use, function, next, loop, starts, end, connection, GivenBy(function, connection), paths));
            }
        }

        return loops.ToImmutable();
    }

    /// <summary>A call that ends with a connection in hand, or a look at where an accept left one.</summary>
    private bool Yields(IOperation use, Topics topics, CancellationToken cancellation)
    {
        if (topics.HasAny(Topics.HoldsAccepted))
        {
            return Write.By(use) is null;
        }

        return topics.HasAny(Topics.Accepts)
            ? !topics.HasAny(Topics.Begins | Topics.CompletesThroughArgs)
            : use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } && ReturnsAccepted(method, cancellation);
    }

    /// <summary>A method of this compilation that accepts and returns the connection. The name is asked first: it is the cheap test.</summary>
    private bool ReturnsAccepted(IMethodSymbol method, CancellationToken cancellation) =>
        SoundsLikeAccept(method.Name)
        && !method.ReturnsVoid
        && Failures.Of(_compilation).ImplementationsOf(method, cancellation).SelectMany(run => _sources.ReturnedBy(run)).Any(returned => Origin.Of(returned, _sources).Any(origin =>
            Uses.MemberOf(origin) is { } member && _net.TopicsOf(member).HasAny(Topics.Accepts)));

    /// <summary>Whether a body has a call that may accept: one of the framework's, or of this compilation's by its name. Cheap.</summary>
    public static bool MayBeIn(NetBody net) =>
        net.Topics.HasAny(Topics.Accepts | Topics.HoldsAccepted)
        || net.Body.Uses.Any(use => use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } && SoundsLikeAccept(method.Name));

    private static bool SoundsLikeAccept(string name) => name.IndexOf("Accept", System.StringComparison.Ordinal) >= 0;

    private (NextAccept Next, ILoopOperation? Loop, IReadOnlyCollection<IOperation> Starts, bool EndBringsNext)? Repeated(IOperation accept, IOperation function, Topics topics, Paths paths, CancellationToken cancellation)
    {
        var comesByCallback = topics.HasAny(Topics.Ends | Topics.HoldsAccepted);
        var starts = comesByCallback ? StartsIn(function, accept).Where(start => !IsStartOf(start, accept)).ToList() : new List<IOperation>();
        if ((paths.From(accept, _ => false, Exceptions.Thrown) & Ends.Again) != 0)
        {
            var loop = Loops.AllAround(accept).FirstOrDefault(around => !IsCounted(around));
            if (loop is not null || !Loops.AllAround(accept).Any())
            {
                starts.Add(accept);
                return (NextAccept.Loop, loop, starts, false);
            }
        }

        if (starts.Count > 0)
        {
            return (NextAccept.Callback, null, starts, false);
        }

        if (Functions.SymbolOf(function) is not { } symbol)
        {
            return null;
        }

        if (comesByCallback && AcceptsInLoop(symbol.ContainingType, cancellation) is { } outer)
        {
            return (NextAccept.Callback, outer, SignalsIn(function), false);
        }

        if (function is IAnonymousFunctionOperation || comesByCallback)
        {
            return function is IAnonymousFunctionOperation ? null : AfterTheCall(symbol, cancellation);
        }

        var again = CallsOf(symbol, function).Where(call => call.Syntax.SpanStart > accept.Syntax.SpanStart).ToList();
        if (again.Count > 0)
        {
            return (NextAccept.Recursion, null, again, false);
        }

        return Fate.Of(accept).Kind == FateKind.Returned ? null : LoopThatCalls(symbol, cancellation) is { } callers ? (NextAccept.CallersLoop, callers, ImmutableArray<IOperation>.Empty, true) : null;
    }

    /// <summary><c>listener.AcceptAsync(args); done.Wait(); var socket = args.AcceptSocket;</c>: arguments that this function has made, looked at where the accept is over. It is the same one.</summary>
    private static bool IsStartOf(IOperation start, IOperation look) =>
        start.Syntax.Span.End <= look.Syntax.SpanStart
        && look is IPropertyReferenceOperation { Instance: ILocalReferenceOperation { Local: var args } }
        && Uses.ArgumentsOf(start).Any(argument => Uses.Plain(argument.Value) is ILocalReferenceOperation { Local: var given } && SymbolEqualityComparer.Default.Equals(given, args));

    /// <summary>A fixed number of rounds is no server: <c>for (var i = 0; i &lt; 2; i++)</c>.</summary>
    private static bool IsCounted(ILoopOperation loop) =>
        loop is IForEachLoopOperation
        || (Loops.ConditionOf(loop) is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, RightOperand.ConstantValue.HasValue: true } && loop is IForLoopOperation);

    /// <summary>Calls of the function that start an accept, directly or in a method that they call.</summary>
    private List<IOperation> StartsIn(IOperation function, IOperation? but) =>
        Operations.BelowInFunction(function)
            .Where(operation => !ReferenceEquals(operation, but) && operation is IInvocationOperation call && StartsAccept(call.TargetMethod, CallDepth))
            .ToList();

    private bool StartsAccept(IMethodSymbol method, int depth)
    {
        var topics = _net.TopicsOf(method);
        if (topics.HasAny(Topics.Accepts))
        {
            return !topics.HasAny(Topics.Ends);
        }

        if (depth == 0 || method.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        method = method.OriginalDefinition;
        if (_accepting.TryGetValue(method, out var known))
        {
            return known;
        }

        var starts = _sources.FunctionOf(method) is { } function
            && Operations.BelowInFunction(function).Any(operation => operation is IInvocationOperation call
                && !SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method)
                && StartsAccept(call.TargetMethod, depth - 1));
        if (depth == CallDepth || starts)
        {
            // A "no" from deep below may only mean that the depth ran out.
            _accepting.TryAdd(method, starts);
        }

        return starts;
    }

    /// <summary>The loop of the type that begins an accept each round, for a callback to end.</summary>
    private ILoopOperation? AcceptsInLoop(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var name in _sources.NamesIn(type, Accepting.Beginning.ToArray()))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_sources.OperationAt(name) is IInvocationOperation begin && Loops.AllAround(begin).FirstOrDefault(loop => !IsCounted(loop)) is { } loop)
            {
                return loop;
            }
        }

        return null;
    }

    /// <summary>Signals by which a callback lets the loop go on that begins the next accept.</summary>
    private static List<IOperation> SignalsIn(IOperation function) =>
        Operations.BelowInFunction(function)
            .Where(operation => operation is IInvocationOperation { TargetMethod: var method } && Accepting.IsSignal(method))
            .ToList();

    /// <summary>The one that calls this function starts the next accept behind the call: <c>ProcessAccept(e); StartAccept();</c>.</summary>
    private (NextAccept, ILoopOperation?, IReadOnlyCollection<IOperation>, bool)? AfterTheCall(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var call in _sources.CallsOf(method, cancellation))
        {
            if (StartsIn(Body.FunctionOf(call), call).Any(start => start.Syntax.SpanStart > call.Syntax.SpanStart))
            {
                return (NextAccept.Callback, null, ImmutableArray<IOperation>.Empty, true);
            }
        }

        return null;
    }

    private static IEnumerable<IOperation> CallsOf(IMethodSymbol method, IOperation function) =>
        Operations.BelowInFunction(function).Where(operation =>
            operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition));

    /// <summary>A loop that calls the function, and waits for it, each round.</summary>
    private ILoopOperation? LoopThatCalls(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var call in _sources.CallsOf(method, cancellation))
        {
            if ((!Awaiting.IsTask(call.Type) || Waiting.For(call) is not null)
                && Loops.Around(call) is { } loop
                && !IsCounted(loop))
            {
                return loop;
            }
        }

        return null;
    }

    private ImmutableArray<Given> GivenBy(IOperation function, Carriers connection)
    {
        var given = ImmutableArray.CreateBuilder<Given>();
        foreach (var operation in Operations.BelowInFunction(function))
        {
            if (operation is IInvocationOperation or IObjectCreationOperation)
            {
                AddGiven(operation, connection, given);
            }
        }

        return given.ToImmutable();
    }

    private void AddGiven(IOperation call, Carriers connection, ImmutableArray<Given>.Builder given)
    {
        var method = (IMethodSymbol)Uses.MemberOf(call)!;
        if (method is null)
        {
            return;
        }

        var topics = _net.TopicsOf(method);
        if (topics.HasAny(Topics.StartsWork | Topics.Begins))
        {
            AddStarted(call, topics, connection, given);
        }
        else if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            if (IsGivenTo(call, connection))
            {
                given.Add(InvokedBy(call) is { } function ? Called(call, function) : new Given(call, GivenAs.Unknown, null, Waiting.For(call)));
            }
        }
        else if (method.ContainingType.TypeKind == TypeKind.Delegate && method.Name == "BeginInvoke")
        {
            if (IsGivenTo(call, connection))
            {
                given.AddRange(Uses.ReceiverOf(call) is { } target
                    ? Origin.Of(target, _sources).Select(FunctionOf).Where(function => function is not null).Select(function => new Given(call, GivenAs.HandedOver, function))
                    : Enumerable.Empty<Given>());
            }
        }
        else if (!method.DeclaringSyntaxReferences.IsEmpty && IsGivenTo(call, connection))
        {
            given.Add(Called(call, method));
        }
    }

    private static Given Called(IOperation call, IMethodSymbol method)
    {
        var wait = Waiting.For(call);
        var runsOn = method.IsAsync || Awaiting.IsTask(method.ReturnType);
        return new Given(call, wait is not null ? GivenAs.Awaited : runsOn ? GivenAs.HandedOver : GivenAs.Called, method, wait);
    }

    /// <summary>The one function that a private delegate can be: <c>_serve = Echo;</c> and nothing else.</summary>
    private IMethodSymbol? InvokedBy(IOperation call) =>
        Uses.ReceiverOf(call) is { } target
        && Uses.Plain(target) is ILocalReferenceOperation or IFieldReferenceOperation { Field.DeclaredAccessibility: Accessibility.Private }
        && Origin.Of(target, _sources) is { Length: 1 } origins
            ? FunctionOf(origins[0])
            : null;

    /// <summary><c>new Thread(f)</c>, <c>thread.Start(client)</c>, <c>Task.Run(f)</c>, <c>QueueUserWorkItem(f, client)</c>, <c>stream.BeginRead(.., f, ..)</c>.</summary>
    private void AddStarted(IOperation call, Topics topics, Carriers connection, ImmutableArray<Given>.Builder given)
    {
        var wait = call is IInvocationOperation ? Waiting.For(call) : JoinOf(call);
        var how = wait is null || topics.HasAny(Topics.Begins) ? GivenAs.HandedOver : GivenAs.Awaited;
        var isGiven = IsGivenTo(call, connection) || (call is IObjectCreationOperation && IsStartedWith(call, connection));
        foreach (var argument in Uses.ArgumentsOf(call))
        {
            foreach (var started in StartedBy(argument.Value))
            {
                if (isGiven || IsBoundTo(started, connection))
                {
                    given.Add(new Given(call, how, FunctionOf(started), wait));
                    if (started is IAnonymousFunctionOperation lambda)
                    {
                        AddCalled(lambda, connection, how, wait, given);
                    }
                }
            }
        }
    }

    /// <summary>What a lambda that has the connection calls with it: <c>Task.Run(() => HandleAsync(client))</c>.</summary>
    private void AddCalled(IAnonymousFunctionOperation lambda, Carriers connection, GivenAs how, IOperation? wait, ImmutableArray<Given>.Builder given)
    {
        var inside = lambda.Symbol.Parameters.Length > 0
            ? Carriers.Of(connection.Variables.Concat(lambda.Symbol.Parameters), lambda, _net)
            : connection;
        foreach (var operation in Operations.BelowInFunction(lambda))
        {
            if (operation is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false, MethodKind: not MethodKind.DelegateInvoke } method } call && IsGivenTo(call, inside))
            {
                given.Add(new Given(call, how, method, wait));
            }
        }
    }

    /// <summary>The functions that a delegate stands for: a lambda, a method group, a local that was given one.</summary>
    private IEnumerable<IOperation> StartedBy(IOperation value)
    {
        value = Uses.Plain(value);
        if (value.Type?.TypeKind != TypeKind.Delegate && value is not (IAnonymousFunctionOperation or IMethodReferenceOperation))
        {
            return Enumerable.Empty<IOperation>();
        }

        return value is ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            ? Origin.Of(value, _sources).Select(TargetOf).Where(target => target is not null).Select(target => target!)
            : TargetOf(value) is { } one ? new[] { one } : Enumerable.Empty<IOperation>();
    }

    /// <summary>The lambda or method group inside a delegate creation.</summary>
    private static IOperation? TargetOf(IOperation value)
    {
        while (value is IDelegateCreationOperation creation)
        {
            value = Uses.Plain(creation.Target);
        }

        return value is IAnonymousFunctionOperation or IMethodReferenceOperation ? value : null;
    }

    private static IMethodSymbol? FunctionOf(IOperation value) => TargetOf(value) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        IMethodReferenceOperation reference => reference.Method,
        _ => null,
    };

    /// <summary>A lambda that uses the connection, a method of an object that has it, a method that shares the variable.</summary>
    private bool IsBoundTo(IOperation started, Carriers connection) => started switch
    {
        IAnonymousFunctionOperation lambda => connection.AreUsedIn(lambda),
        IMethodReferenceOperation { Instance: { } instance and not IInstanceReferenceOperation } => connection.Carries(instance),
        IMethodReferenceOperation { Method: var method } => Shares(method, connection),
        _ => false,
    };

    /// <summary>A local function uses the variable; a method of the same object uses the field.</summary>
    private bool Shares(IMethodSymbol method, Carriers connection) =>
        !method.DeclaringSyntaxReferences.IsEmpty && _sources.FunctionOf(method) is { } function && connection.AreUsedIn(function);

    /// <summary>The connection is an argument, the receiver, in the receiver's own field, or in a variable that a local function shares.</summary>
    private bool IsGivenTo(IOperation call, Carriers connection)
    {
        if (Uses.ArgumentsOf(call).Any(argument => connection.Carries(argument.Value)))
        {
            return true;
        }

        return call is IInvocationOperation { TargetMethod: var method, Instance: var instance }
            && (instance is null or IInstanceReferenceOperation ? !IsAround(call, method) && Shares(method, connection) : connection.Carries(Uses.ReceiverOf(call)));
    }

    /// <summary>It calls itself: the next round has variables of its own.</summary>
    private static bool IsAround(IOperation call, IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(Functions.Around(call)?.OriginalDefinition, method.OriginalDefinition);

    /// <summary><c>new Thread(f).Start(client)</c>, also through a local.</summary>
    private bool IsStartedWith(IOperation thread, Carriers connection) =>
        CallsOn(thread).Any(call => call.Arguments.Any(argument => connection.Carries(argument.Value)));

    /// <summary><c>thread.Join()</c>.</summary>
    private static IOperation? JoinOf(IOperation thread) => CallsOn(thread).FirstOrDefault(call => Accepting.IsJoin(call.TargetMethod));

    private static IEnumerable<IInvocationOperation> CallsOn(IOperation created)
    {
        var fate = Fate.Of(created);
        if (fate.Kind == FateKind.Read)
        {
            return fate.At is IInvocationOperation call ? new[] { call } : Enumerable.Empty<IInvocationOperation>();
        }

        return fate.Into is ILocalSymbol local
            ? Body.Around(created).MentionsOf(local)
                .Select(Uses.UserOf)
                .OfType<IInvocationOperation>()
                .Where(call => Uses.ReceiverOf(call) is ILocalReferenceOperation receiver && SymbolEqualityComparer.Default.Equals(receiver.Local, local))
            : Enumerable.Empty<IInvocationOperation>();
    }
}
