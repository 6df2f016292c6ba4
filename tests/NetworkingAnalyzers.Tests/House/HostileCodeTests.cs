using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>Whatever code is thrown at them, rules never throw, never hang, and say nothing in generated code.</summary>
public sealed class HostileCodeTests
{
    /// <summary>Generous on a loaded machine, and far below what a walk of exponential cost would need.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A program with most of what rules look at, correct and not; other tests bend it.</summary>
    private static readonly string Program = File.ReadAllText(Path.Combine(References.FromBuild("RepositoryRoot"), "tests", "NetworkingAnalyzers.Tests", "House", "EveryConstruct.txt"));

    [Fact]
    public async Task Every_construct_of_the_language() => await Run(Program, mustCompile: true);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    [InlineData("net8.0")]
    public async Task Every_construct_on_an_older_framework_that_lacks_half_of_the_types(string framework) => await Run(Program, framework);

    [Fact]
    public async Task No_references_at_all() =>
        await Diagnose(Stage.Compile([("Code.cs", Program)], []));

    [Fact]
    public async Task A_core_library_without_sockets() =>
        await Diagnose(Stage.Compile([("Code.cs", Program)], References.Net100.Where(r => Path.GetFileName(r.Display) is "System.Runtime.dll" or "System.Private.CoreLib.dll")));

    [Fact]
    public async Task A_file_cut_off_at_every_tenth_line()
    {
        var lines = Program.Split('\n');
        for (var length = 1; length < lines.Length; length += 10)
        {
            await Run(string.Join('\n', lines.Take(length)));
        }
    }

    [Fact]
    public async Task Half_typed_code_each_line_missing_in_turn()
    {
        var lines = Program.Split('\n');
        for (var missing = 0; missing < lines.Length; missing += 7)
        {
            await Run(string.Join('\n', lines.Where((_, i) => i != missing)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tokens_shuffled_by_a_seed(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var words = Program.Split(' ');
            for (var swap = 0; swap < 40; swap++)
            {
                var (a, b) = (random.Next(words.Length), random.Next(words.Length));
                (words[a], words[b]) = (words[b], words[a]);
            }

            await Run(string.Join(' ', words));
        }
    }

    [Fact]
    public async Task A_method_of_ten_thousand_lines()
    {
        var code = new StringBuilder("using System.Net.Sockets; class C { async System.Threading.Tasks.Task M(Socket s, byte[] b) { int n = 0;\n");
        for (var i = 0; i < 2500; i++)
        {
            code.Append("n = s.Receive(b);\nif (n == 0) { return; }\nawait s.SendAsync(b);\nwhile (s.Connected) { s.Send(b); break; }\n");
        }

        await Run(code.Append("} }").ToString(), mustCompile: true);
    }

    [Fact]
    public async Task Two_hundred_loops_and_tries_inside_each_other()
    {
        const int Depth = 100;
        var code = new StringBuilder("using System.Net.Sockets; class C { void M(Socket s, byte[] b) {");
        code.Insert(code.Length, "while (true) { try { s.Receive(b); ", Depth);
        code.Insert(code.Length, "} catch (SocketException) { s.Send(b); } finally { s.Connect(\"h\", 1); } }", Depth);
        await Run(code.Append("} }").ToString());
    }

    [Fact]
    public async Task Lambdas_inside_lambdas()
    {
        const int Depth = 60;
        var code = new StringBuilder("using System; using System.Net.Sockets; class C { void M(Socket s, byte[] b) {");
        code.Insert(code.Length, "Action a = () => { s.Receive(b); ", 1);
        for (var i = 0; i < Depth; i++)
        {
            code.Append("Action a").Append(i).Append(" = () => { s.Receive(b); ");
        }

        code.Insert(code.Length, "};", Depth + 1);
        await Run(code.Append("} }").ToString());
    }

    [Theory]
    [InlineData("$ using (var m = new MemoryStream()) { @ }")]
    [InlineData("$ try { @ } catch (IOException) { Other(); } catch (Exception e) when (Filter(e)) { Other(); }")]
    [InlineData("$ try { Other(); } catch { @ }")]
    [InlineData("$ try { Other(); } catch (Exception e) when (Filter(e)) { @ } finally { Other(); }")]
    [InlineData("$ try { Other(); } finally { @ }")]
    [InlineData("$ foreach (var x in Many()) { lock (x) { @ } }")]
    [InlineData("$ void Local() { try { @ } finally { Other(); } } Local();")]
    [InlineData("Action outer = () => { $ try { @ } finally { Other(); } };")]
    public async Task Lambdas_in_regions_whose_blocks_lie_behind_all_of_their_own(string around)
    {
        var before = new StringBuilder();
        for (var i = 0; i < 30; i++)
        {
            before.Append("if (Filter(null)) Other(); ");
        }

        var code = around.Replace("$", before.ToString(), StringComparison.Ordinal).Replace("@", """
            Action accept = delegate { var c = s.Accept(); if (c == null) throw new Exception(); c.Receive(b); };
            Func<Task<Socket>> later = () => s.AcceptAsync();
            AsyncCallback end = r => { var c = s.EndAccept(r); s.BeginAccept(null, null); c.EndReceive(r); };
            EventHandler<SocketAsyncEventArgs> done = async (x, e) => { await e.AcceptSocket!.ReceiveAsync(b, SocketFlags.None); s.AcceptAsync(e); };
            void Read() { while (true) { s.Receive(b); s.Send(b); if (Filter(null)) throw new Exception(); } }
            IEnumerable<int> Each() { yield return s.Receive(b); }
            accept(); later(); end(null!); done(null, null!); Read(); Each();
            """, StringComparison.Ordinal);
        await Run("""
            using System; using System.Collections.Generic; using System.IO; using System.Net.Sockets; using System.Threading.Tasks;
            class C
            {
                static bool Filter(Exception? e) => false;
                static void Other() { }
                static object[] Many() => new object[0];
                void M(Socket s, byte[] b) {
            """ + code + " } }");
    }

    [Fact]
    public async Task Methods_named_like_the_framework_s_with_other_parameters() => await Run("""
        using System.Net.Sockets;

        static class Text { public static bool IsNullOrEmpty() => true; public static bool IsNullOrWhiteSpace(params string[] all) => true; }

        class C
        {
            void M(Socket s, byte[] b)
            {
                while (true)
                {
                    var n = s.Receive(b);
                    if (Text.IsNullOrEmpty() || Text.IsNullOrWhiteSpace()) break;
                    s.Send(b, n, SocketFlags.None);
                }
            }
        }
        """, mustCompile: true);

    [Fact]
    public async Task A_sum_of_three_thousand_receives()
    {
        var code = new StringBuilder("using System.Net.Sockets; class C { int M(Socket s, byte[] b) => 0");
        code.Insert(code.Length, " + s.Receive(b)", 800);
        await Run(code.Append("; }").ToString(), mustCompile: true);
    }

    [Fact]
    public async Task Methods_that_call_each_other_in_circles() => await Run("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private Socket _s = null!;
            private NetworkStream Stream => Other;
            private NetworkStream Other => Stream;
            private int Read(byte[] b) => Again(b);
            private int Again(byte[] b) => Read(b) + _s.Receive(b);
            private async Task Handle(Socket s) { await Handle(s); Accept(s); }
            private void Accept(Socket l) { while (true) { var c = l.Accept(); _ = Handle(c); Accept(c); } }
            private Socket Make() => Make2();
            private Socket Make2() => _s = Make();
            private void Self() { var x = x!; x.Receive(new byte[1]); Self(); }
        }
        """);

    [Fact]
    public async Task A_thousand_assignments_to_one_field()
    {
        var code = new StringBuilder("using System.IO; using System.Net.Sockets; class C { Stream f; void M(Socket s, byte[] b) {");
        for (var i = 0; i < 1000; i++)
        {
            code.Append("f = new NetworkStream(s); f.Read(b, 0, 1); f.ReadTimeout = 1;\n");
        }

        await Run(code.Append("} }").ToString());
    }

    [Fact]
    public async Task Generated_code_is_left_alone() =>
        Assert.Empty(await Stage.Diagnose("// <auto-generated/>\n" + Program));

    [Fact]
    public async Task Cancellation_ends_the_work()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Stage.Diagnose(Stage.Compile([("Code.cs", Program)], References.Net100), cancelled.Token));
    }

    private static Task Run(string code, string framework = "net10.0", bool mustCompile = false)
    {
        var compilation = Stage.Compile([("Code.cs", code)], References.Of(framework));
        if (mustCompile)
        {
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }

        return Diagnose(compilation);
    }

    private static async Task<IReadOnlyList<Diagnostic>> Diagnose(Compilation compilation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        return await Stage.Diagnose(compilation, limit.Token).WaitAsync(Limit * 2);
    }
}
