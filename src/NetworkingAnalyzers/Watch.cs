using System;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers;

/// <summary>
/// What a rule can ask to be shown. All rules share one model of each body: the first rule that looks at a body pays for the
/// walk, the others read its tables, so that a body without networking costs a rule one look-up.
/// </summary>
internal sealed class Watch
{
    private static readonly ConditionalWeakTable<IOperation, NetBody> Known = new();

    private readonly Action<Action<OperationBlockAnalysisContext>> _onBlocks;
    private readonly NetTypes _net;
    private readonly DiagnosticDescriptor _descriptor;

    public Watch(Action<Action<OperationBlockAnalysisContext>> onBlocks, NetTypes net, DiagnosticDescriptor descriptor)
    {
        _onBlocks = onBlocks;
        _net = net;
        _descriptor = descriptor;
    }

    /// <summary>Shows each use of a method, constructor, property or event that Knowledge lists under one of the topics.</summary>
    public void Calls(Topics topics, Action<Call> judge) =>
        BodiesWith(topics, body =>
        {
            foreach (var (operation, callTopics) in body.Net.Calls)
            {
                if (callTopics.HasAny(topics))
                {
                    judge(new Call(operation, callTopics, body));
                }
            }
        });

    /// <summary>Shows each body in which at least one call or creation has one of the topics.</summary>
    public void BodiesWith(Topics topics, Action<Seen> judge) => Bodies(net => net.Topics.HasAny(topics), judge);

    /// <summary>Shows each body with a loop in it. Its judge looks at a loop's shape before it asks anything that costs.</summary>
    public void BodiesWithLoops(Action<Seen> judge) => Bodies(net => !net.Body.AllLoops.IsEmpty, judge);

    /// <summary>Shows each body for which the test holds. The test is asked of every body of the compilation: it must be cheap.</summary>
    public void BodiesThat(Func<NetBody, bool> wanted, Action<Seen> judge) => Bodies(wanted, judge);

    private void Bodies(Func<NetBody, bool> wanted, Action<Seen> judge) =>
        _onBlocks(context =>
        {
            IOperation? last = null;
            foreach (var block in context.OperationBlocks)
            {
                var root = Body.RootOf(block);
                if (ReferenceEquals(root, last))
                {
                    // A constructor's body and its initialiser are two blocks of one root.
                    continue;
                }

                last = root;
                // Asked by every rule of every body: no second look-up, and no closure where the answer is known.
                var net = Known.TryGetValue(root, out var known) ? known : Shared(Body.Of(root, context.OwningSymbol), _net);
                if (wanted(net))
                {
                    judge(new Seen(net, _net, _descriptor, context.ReportDiagnostic, context.Compilation, context.Options, context.CancellationToken));
                }
            }
        });

    /// <summary>The shared model of a body.</summary>
    internal static NetBody Shared(Body body, NetTypes net) => Known.TryGetValue(body.Root, out var known) ? known : Make(body, net);

    private static NetBody Make(Body body, NetTypes net) => Known.GetValue(body.Root, _ => NetBody.Of(body, net));
}

/// <summary>A body together with the means to report on it.</summary>
internal sealed class Seen
{
    private static readonly AnalyzerOptions NoOptions = new(ImmutableArray<AdditionalText>.Empty);

    private readonly DiagnosticDescriptor _descriptor;
    private readonly Action<Diagnostic> _report;

    public Seen(NetBody net, NetTypes types, DiagnosticDescriptor descriptor, Action<Diagnostic> report, Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        Net = net;
        Types = types;
        _descriptor = descriptor;
        _report = report;
        Compilation = compilation;
        Options = options;
        Cancellation = cancellation;
    }

    public NetBody Net { get; }

    public Body Body => Net.Body;

    public NetTypes Types { get; }

    public Compilation Compilation { get; }

    public AnalyzerOptions Options { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The code of this compilation: bodies of other members, who mentions what.</summary>
    public Sources Sources => Sources.Of(Compilation);

    /// <summary>The view that a fix has of the body around an operation: nothing can be reported through it.</summary>
    public static Seen ForFix(IOperation operation, Compilation compilation, AnalyzerOptions? options, CancellationToken cancellation)
    {
        var types = NetTypes.Of(compilation, UserApis.Of(options ?? NoOptions));
        return new(Watch.Shared(Body.Around(operation), types), types, null!, static _ => throw new InvalidOperationException("A fix reports nothing."), compilation, options ?? NoOptions, cancellation);
    }

    /// <summary>The same view of another body of this compilation: to look into a method that is called from here.</summary>
    public Seen In(Body body) => new(Watch.Shared(body, Types), Types, _descriptor, _report, Compilation, Options, Cancellation);

    public void Report(Location at, params object[] words) =>
        _report(Diagnostic.Create(_descriptor, at, words));

    public void Report(IOperation at, params object[] words) =>
        Report(at.Syntax.GetLocation(), words);
}

/// <summary>One use of a networking member in a body: a call, a creation, a property or an event.</summary>
internal readonly struct Call
{
    public Call(IOperation operation, Topics topics, Seen seen)
    {
        Operation = operation;
        Topics = topics;
        Seen = seen;
    }

    /// <summary>
    /// An <see cref="IInvocationOperation"/>, <see cref="IObjectCreationOperation"/>, <see cref="IPropertyReferenceOperation"/>
    /// or <see cref="IEventReferenceOperation"/>.
    /// </summary>
    public IOperation Operation { get; }

    public Topics Topics { get; }

    public Seen Seen { get; }

    public Body Body => Seen.Body;

    public NetTypes Net => Seen.Types;

    /// <summary>The method, constructor, property or event that is used.</summary>
    public ISymbol Member => Uses.MemberOf(Operation)!;

    /// <summary>What it is called on; the first argument of an extension method; null for static ones and creations.</summary>
    public IOperation? Receiver => Uses.ReceiverOf(Operation);

    /// <summary>The name to print: <c>Socket.ReceiveAsync</c>.</summary>
    public string Name => Uses.NameOf(Operation);

    public bool Is(Topics topics) => Topics.HasAny(topics);

    /// <summary>Reports at the member's name, or at the whole creation.</summary>
    public void Report(params object[] words) => Seen.Report(Uses.PlaceOf(Operation), words);
}
