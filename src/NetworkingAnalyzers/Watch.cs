using System;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers;

/// <summary>What a rule can ask to be shown.</summary>
internal sealed class Watch
{
    private readonly ImmutableArray<Asked>.Builder _asked;
    private readonly DiagnosticDescriptor _descriptor;

    public Watch(ImmutableArray<Asked>.Builder asked, DiagnosticDescriptor descriptor)
    {
        _asked = asked;
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
    public void BodiesWith(Topics topics, Action<Seen> judge) => _asked.Add(new Asked(topics, null, judge, _descriptor));

    /// <summary>Shows each body with a loop in it. Its judge looks at a loop's shape before it asks anything that costs.</summary>
    public void BodiesWithLoops(Action<Seen> judge) => BodiesThat(net => !net.Body.AllLoops.IsEmpty, judge);

    /// <summary>Shows each body for which the test holds. The test is asked of every body that <see cref="Mentions.MayConcern"/>: it must be cheap.</summary>
    public void BodiesThat(Func<NetBody, bool> wanted, Action<Seen> judge) => _asked.Add(new Asked(Topics.None, wanted, judge, _descriptor));
}

/// <summary>What a rule wants to be shown, and who judges it.</summary>
internal readonly struct Asked
{
    private readonly Topics _topics;
    private readonly Func<NetBody, bool>? _wanted;

    public Asked(Topics topics, Func<NetBody, bool>? wanted, Action<Seen> judge, DiagnosticDescriptor descriptor)
    {
        _topics = topics;
        _wanted = wanted;
        Judge = judge;
        Descriptor = descriptor;
    }

    public Action<Seen> Judge { get; }

    public DiagnosticDescriptor Descriptor { get; }

    public bool Wants(NetBody net) => _wanted?.Invoke(net) ?? net.Topics.HasAny(_topics);
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
        return new(NetBody.Of(Body.Around(operation), types), types, null!, static _ => throw new InvalidOperationException("A fix reports nothing."), compilation, options ?? NoOptions, cancellation);
    }

    /// <summary>The same view of another body of this compilation: to look into a method that is called from here.</summary>
    public Seen In(Body body) => new(NetBody.Of(body, Types), Types, _descriptor, _report, Compilation, Options, Cancellation);

    public void Report(Location at, params object[] words) =>
        _report(Diagnostic.Create(_descriptor, at, words));

    public void Report(IOperation at, params object[] words) =>
        Report(at.Syntax.GetLocation(), words);

    /// <summary>Reports as a warning, whatever the rule's default: what always does nothing breaks no build, where what always throws does. A severity that the user sets holds for both.</summary>
    public void Warn(Location at, params object[] words) =>
        _report(Diagnostic.Create(_descriptor, at, DiagnosticSeverity.Warning, null, null, words));
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
