using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Evidence that somebody has thought of it: names and calls in a type, in the types around it, and in the files that use it.
/// Evidence is only ever a reason for silence.
/// </summary>
internal static class Evidence
{
    private const int CallerBudget = 32;
    private const int CallerDepth = 3;

    private static readonly ConditionalWeakTable<INamedTypeSymbol, Dictionary<IOperation, Topics>> Calls = new();

    /// <summary>Whether a name that satisfies the predicate stands in the type (or one around it), or in a file that mentions the type.</summary>
    public static bool IsNamed(INamedTypeSymbol type, Seen seen, Func<string, bool> says)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (seen.Sources.NamesIn(t).Any(says))
            {
                return true;
            }
        }

        // The object may have been prepared before it was handed over: look where the type is used.
        return seen.Sources.NamesInFilesThatMention(Outermost(type).Name, seen.Cancellation).Any(says);
    }

    /// <summary>Whether a name that satisfies the predicate stands in the type, in one around it, or in one of this compilation that it derives from.</summary>
    public static bool IsNamedIn(INamedTypeSymbol type, Seen seen, Func<string, bool> says)
    {
        for (var t = type; t is not null; t = t.ContainingType ?? t.BaseType)
        {
            if (seen.Sources.NamesIn(t).Any(name => says(name) && MeansIt(name, t, seen)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name that other things bear too stands at least once for what it says.</summary>
    private static bool MeansIt(string name, INamedTypeSymbol type, Seen seen) => name switch
    {
        nameof(System.Threading.SemaphoreSlim.WaitAsync) => seen.Sources.NamesIn(type, name).Any(mention => WaitsForTask(mention, seen)),
        "Register" or "UnsafeRegister" => RegistersMore(type, seen),
        "Timer" or "Select" => seen.Sources.NamesIn(type, name).Any(mention => IsNoNamesake(mention, seen)),
        _ => true,
    };

    /// <summary><c>slots.WaitAsync(token)</c> of a semaphore waits for its turn; it bounds nothing on the network.</summary>
    private static bool WaitsForTask(SimpleNameSyntax name, Seen seen) =>
        MeantBy(name, seen) is not { ContainingType.Name: nameof(System.Threading.SemaphoreSlim) };

    /// <summary>Not <c>DataType.Timer</c> of an enumeration, <c>items.Select(..)</c> of a query, or a class of that name that counts no time.</summary>
    private static bool IsNoNamesake(SimpleNameSyntax name, Seen seen) => MeantBy(name, seen) switch
    {
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => false,
        IMethodSymbol { ContainingType.Name: "Enumerable" or "Queryable" or "ParallelEnumerable" } => false,
        INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } own => own.GetMembers().Any(member => TimerMembers.Contains(member.Name)),
        _ => true,
    };

    private static readonly string[] TimerMembers = ["Start", "Stop", "Change", "Elapsed", "Tick", "Enabled", "Dispose"];

    private static ISymbol? MeantBy(SimpleNameSyntax name, Seen seen)
    {
        var meant = seen.Sources.ModelOf(name.SyntaxTree).GetSymbolInfo(name);
        return meant.Symbol ?? meant.CandidateSymbols.FirstOrDefault();
    }

    /// <summary><c>token.Register(listener.Stop)</c> ends accepting; it bounds nothing that happens on a connection.</summary>
    private static bool RegistersMore(INamedTypeSymbol type, Seen seen) =>
        seen.Sources.NamesIn(type, "Register", "UnsafeRegister").Any(name => !(seen.Sources.OperationAt(name) is IInvocationOperation { Arguments: { Length: > 0 } arguments }
            && Uses.Plain(arguments[0].Value) is IDelegateCreationOperation { Target: { } callback } && StopsListener(callback)));

    private static bool StopsListener(IOperation callback) => callback switch
    {
        IMethodReferenceOperation { Method: var method } => IsStop(method),
        IAnonymousFunctionOperation lambda => Operations.Below(lambda).OfType<IInvocationOperation>().ToList() is { Count: > 0 } calls && calls.All(call => IsStop(call.TargetMethod)),
        _ => false,
    };

    private static bool IsStop(IMethodSymbol method) => method is { Name: "Stop", ContainingType.Name: "TcpListener" or "HttpListener" };

    /// <summary>A type that speaks of sockets in the file system: what is at their other end dies with this machine, and the kernel tells of it.</summary>
    public static bool IsForUnixSockets(INamedTypeSymbol type, Seen seen) => IsNamedIn(type, seen, name => name is "UnixDomainSocketEndPoint" or "UnixEndPoint");

    /// <summary><c>new TcpListener(IPAddress.Loopback, 0)</c>: only those come who are told the port by this very process, as a simulator's or a test's are.</summary>
    public static bool IsSimulator(INamedTypeSymbol type, Seen seen) =>
        seen.Sources.NamesIn(type, "Loopback", "IPv6Loopback").Any(name =>
            name.FirstAncestorOrSelf<ArgumentListSyntax>() is { Arguments: { Count: 2 } arguments, Parent: BaseObjectCreationExpressionSyntax } && arguments[1].Expression is LiteralExpressionSyntax { Token.Value: 0 });

    /// <summary>A type for sockets of the file system, and one whose listener is bound to this machine alone (<c>new TcpListener(IPAddress.Loopback, 0)</c>).</summary>
    public static bool IsForThisMachine(INamedTypeSymbol type, Seen seen) =>
        IsForUnixSockets(type, seen)
        || (IsNamedIn(type, seen, name => name == "TcpListener") && IsNamedIn(type, seen, name => name is "Loopback" or "IPv6Loopback") && !IsNamedIn(type, seen, name => name is "Any" or "IPv6Any"));

    /// <summary>
    /// Whether a name that satisfies the predicate stands in a member that calls this one (itself, what it overrides or what it
    /// implements), or in one that calls that, and so on, three deep: what bounds a wait from outside stands beside the call.
    /// </summary>
    public static bool IsNamedByCallers(ISymbol? member, Seen seen, Func<string, bool> says) =>
        CallersOf(member, seen).Any(owner => owner.DeclaringSyntaxReferences.Any(reference => IsNamedIn(reference.GetSyntax(seen.Cancellation), seen, says)));

    /// <summary>The members that call this one (itself, what it overrides or what it implements), that call those, and so on, three deep; the nearest first.</summary>
    public static IEnumerable<ISymbol> CallersOf(ISymbol? member, Seen seen)
    {
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        IReadOnlyCollection<ISymbol> level = member is IMethodSymbol ? new[] { member } : Array.Empty<ISymbol>();
        for (var depth = 0; depth < CallerDepth && level.Count > 0; depth++)
        {
            var next = new List<ISymbol>();
            foreach (var called in level.SelectMany(AlsoCalledAs).OfType<IMethodSymbol>().Take(CallerBudget))
            {
                foreach (var call in seen.Sources.CallsOf(called, seen.Cancellation).Take(CallerBudget))
                {
                    if (Body.Around(call).Owner is { } owner && known.Add(owner))
                    {
                        yield return owner;
                        next.Add(owner);
                    }
                }
            }

            level = next;
        }
    }

    /// <summary>The types that keep one of this type, or of a base class of it that is declared here, in a field or property: who has it may end it from outside.</summary>
    public static IEnumerable<INamedTypeSymbol> KeepersOf(INamedTypeSymbol type, Seen seen)
    {
        for (var t = type; t is { DeclaringSyntaxReferences.IsEmpty: false }; t = t.BaseType)
        {
            foreach (var name in seen.Sources.NamesAnywhere(t.Name, seen.Cancellation))
            {
                if (name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { Parent: TypeDeclarationSyntax keeper } member
                    && (member switch { FieldDeclarationSyntax field => field.Declaration.Type, PropertyDeclarationSyntax property => property.Type, _ => null })?.Span.Contains(name.Span) == true
                    && seen.Sources.ModelOf(keeper.SyntaxTree).GetDeclaredSymbol(keeper, seen.Cancellation) is INamedTypeSymbol kept)
                {
                    yield return kept;
                }
            }
        }
    }

    private static bool IsNamedIn(SyntaxNode code, Seen seen, Func<string, bool> says) =>
        Sources.NamesIn(code).Any(name => says(name)
            && (name != nameof(System.Threading.SemaphoreSlim.WaitAsync) || code.DescendantNodes().OfType<SimpleNameSyntax>().Any(mention => mention.Identifier.ValueText == name && WaitsForTask(mention, seen))));

    /// <summary>The member, what it overrides, and the interface members that it stands for.</summary>
    private static IEnumerable<ISymbol> AlsoCalledAs(ISymbol member)
    {
        yield return member;
        for (var over = (member as IMethodSymbol)?.OverriddenMethod; over is not null; over = over.OverriddenMethod)
        {
            yield return over;
        }

        foreach (var contract in Functions.ContractsOf(member))
        {
            yield return contract;
        }
    }

    /// <summary>Whether <c>IsNamed</c> holds for a word that the user's configuration gives.</summary>
    public static bool IsNamed(INamedTypeSymbol type, Seen seen, WordsSetting words)
    {
        var given = words.Of(seen.Body.Root.Syntax.SyntaxTree, seen.Options);
        return !given.IsEmpty && IsNamed(type, seen, name => given.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));
    }

    /// <summary>Every use of a networking member in the bodies of the type and of the types inside it.</summary>
    public static IReadOnlyDictionary<IOperation, Topics> CallsIn(INamedTypeSymbol type, Seen seen) => Calls.GetValue(type, t =>
    {
        var calls = new Dictionary<IOperation, Topics>();
        foreach (var body in seen.Sources.BodiesIn(t))
        {
            foreach (var (operation, topics) in NetBody.Of(body, seen.Types).Calls)
            {
                calls[operation] = topics;
            }
        }

        return calls;
    });

    /// <summary>The type whose code this is.</summary>
    public static INamedTypeSymbol? TypeOf(Call call) =>
        call.Body.Owner?.ContainingType ?? call.Operation.SemanticModel?.GetEnclosingSymbol(call.Operation.Syntax.SpanStart)?.ContainingType;

    /// <summary>A name that says that a connection's silence is watched: heartbeat, ping, keep-alive, idle, timeout and the like.</summary>
    /// <remarks>A time for connecting or sending says nothing of silence.</remarks>
    public static bool SaysWatched(string name) =>
        (Watchwords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) && !SaysOtherWait(name))
        || SaysPeerIsAsked(name)
        || name is "Timer" or "PeriodicTimer" or "WhenAny" or "WaitAsync" or "CancelAfter" or "Poll" or "Select" or "WaitOne";

    /// <summary>
    /// A name that says that silence of the peer ends something: like <see cref="SaysWatched"/>, without what bounds only sends or
    /// connects, and without calls that tell whether bytes wait but not whether anybody is there.
    /// </summary>
    public static bool SaysSilenceEnds(string name) =>
        SaysPeerIsAsked(name)
        || name is "Timer" or "PeriodicTimer" or "WhenAny" or "WaitAsync" or "CancelAfter" or "SetRawSocketOption" or "IOControl"
        || (Watchwords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) && !SaysOtherWait(name));

    /// <summary>A name that says that the application itself asks whether its peer is there, or drops those that are silent.</summary>
    public static bool SaysPeerIsAsked(string name) =>
        SaysPeerIsWatched(name)
        || ShortWords.Any(word => HasWord(name, word));

    /// <summary>A name that means nothing but that silence of a peer is watched, wherever it stands: a ping may be of another kind.</summary>
    public static bool SaysPeerIsWatched(string name) => PeerWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary><c>SendPing</c> and <c>ping_interval</c>, not <c>stopping</c> or <c>Mapping</c>.</summary>
    private static bool HasWord(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (at == 0 || char.IsUpper(name[at]) || !char.IsLetter(name[at - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name that says that a blocking read ends after a time.</summary>
    public static bool SaysTimedRead(string name) =>
        name.IndexOf("Timeout", StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("Deadline", StringComparison.OrdinalIgnoreCase) >= 0
        || name is "Poll" or "Select" or "DataAvailable" or "Available" or "CancelAfter" or "Timer" or "WaitAny" or "Blocking";

    /// <summary>The same of a connection that the type has opened itself: a time for connecting or sending bounds no read.</summary>
    public static bool SaysTimedOwnRead(string name) => SaysTimedRead(name) && !SaysOtherWait(name);

    /// <summary>The time of a connect or a send: <c>ConnectTimeout</c>. That of a connection may be any of it.</summary>
    private static bool SaysOtherWait(string name)
    {
        foreach (var word in OtherWaits)
        {
            var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && string.Compare(name, at, "connection", 0, "connection".Length, StringComparison.OrdinalIgnoreCase) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether something says that reads end after a time, on a connection that the type opens and keeps to itself: in the type, or in one of this compilation
    /// that it gives a connection to.
    /// </summary>
    public static bool TimesOwnReads(INamedTypeSymbol type, Seen seen) =>
        IsNamedIn(type, seen, SaysTimedOwnRead)
        || seen.Sources.BodiesIn(type).SelectMany(body => body.Uses).Any(use =>
            Uses.MemberOf(use) is { DeclaringSyntaxReferences.IsEmpty: false, ContainingType: { } other }
            && !SymbolEqualityComparer.Default.Equals(other, type)
            && Uses.ArgumentsOf(use).Any(argument => Uses.Plain(argument.Value).Type is { } given && (seen.Types.IsConnection(given) || NetTypes.Is(given, seen.Types.Stream)))
            && IsNamedIn(other, seen, SaysTimedOwnRead));

    /// <summary>Whether others can reach the connections of the type: through a property, a field or a method that gives one.</summary>
    public static bool ShowsConnections(INamedTypeSymbol type, Seen seen) =>
        type.GetMembers().Any(member => member.DeclaredAccessibility != Accessibility.Private
            && (member switch { IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, IMethodSymbol { MethodKind: MethodKind.Ordinary } method => method.ReturnType, _ => null }) is { } shown
            && (seen.Types.IsConnection(shown) || NetTypes.Is(shown, seen.Types.Stream)));

    /// <summary>A name that says that waits of the type end after a time: a timeout that binds blocking calls alone does not.</summary>
    public static bool SaysTimedWait(string name) =>
        name is "CancelAfter" or "WaitAsync" or "WhenAny" or "Timer" or "PeriodicTimer" or "Register" or "UnsafeRegister";

    /// <summary>A name that says that an asynchronous handshake ends after a time.</summary>
    /// <remarks>A token that is cancelled after a time ends no handshake that is not given it; where it closes the connection, a registration stands beside it.</remarks>
    public static bool SaysTimedHandshake(string name) =>
        (name != "CancelAfter" && SaysTimedWait(name))
        || name.IndexOf("HandshakeTimeout", StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("HandshakeDeadline", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>A name beside a call that says that its caller does not wait for ever: <c>WhenAny</c>, <c>WithTimeout</c>.</summary>
    public static bool SaysBounded(string name) =>
        name is "WaitAsync" or "WhenAny" or "Register" or "UnsafeRegister" or "WaitOne"
        || name.StartsWith("WithTimeout", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("TimeoutAfter", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("WithDeadline", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OrTimeout", StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Watchwords =
        ["keepalive", "keep_alive", "timeout", "deadline"];

    private static readonly string[] OtherWaits = ["send", "write", "connect", "linger"];

    private static readonly string[] PeerWords = ["heartbeat", "heart_beat", "watchdog", "lastseen", "lastactiv", "lastreceiv", "lastread", "lastmessage", "inactiv"];

    private static readonly string[] ShortWords = ["ping", "pong", "idle"];

    /// <summary>The type that holds the type and all types between, or itself.</summary>
    public static INamedTypeSymbol Outermost(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outermost(outer) : type;
}
