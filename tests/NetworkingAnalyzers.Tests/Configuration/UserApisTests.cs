using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using NetworkingAnalyzers.Configuration;
using NetworkingAnalyzers.Rules.Accepting;
using NetworkingAnalyzers.Rules.Framing;
using NetworkingAnalyzers.Rules.IoThreads;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Configuration;

/// <summary>A team's own wrappers, named in <c>NetworkingAnalyzers.Apis.txt</c>, count as what they wrap.</summary>
public sealed class UserApisTests
{
    private const string Link = """

        namespace Acme
        {
            public abstract class Link : System.IDisposable
            {
                public abstract int Take(byte[] buffer);
                public abstract System.Threading.Tasks.Task<int> TakeAsync(byte[] buffer);
                public abstract void Put(byte[] buffer);
                public abstract void Dispose();
            }

            public sealed class TcpLink : Link
            {
                public override int Take(byte[] buffer) => buffer.Length;
                public override System.Threading.Tasks.Task<int> TakeAsync(byte[] buffer) => throw null!;
                public override void Put(byte[] buffer) { }
                public override void Dispose() { }
            }

            public static class Dialer
            {
                public static Link Dial(string host) => throw null!;
                public static string Ask(string question) => question;
                public static void Derive(string secret) { }
            }

            public interface ISession
            {
                void OnMessage(string text);
            }
        }
        """;

    [Theory]
    [InlineData("Take", "link.{|NWA2001:Take|}(buffer);")]
    [InlineData("Take", "_ = link.{|NWA2001:Take|}(buffer);")]
    [InlineData("TakeAsync", "_ = await link.{|NWA2001:TakeAsync|}(buffer);")]
    [InlineData("TakeAsync", "link.Take(buffer);")]
    public Task A_wrapper_that_receives(string member, string call) => Configured<ReceiveCountIgnored>.Reports(
        $"class C {{ async System.Threading.Tasks.Task M(Acme.Link link, Acme.TcpLink tcp, byte[] buffer) {{ {call} {call.Replace("link.", "tcp.", System.StringComparison.Ordinal)} await System.Threading.Tasks.Task.Yield(); }} }}" + Link,
        $"# our own\n[Acme.Link]::{member} -> receive # at least one byte, 0 at the end\n");

    [Fact]
    public Task Without_the_file_nothing_is_known() => Configured<ReceiveCountIgnored>.Reports(
        "class C { void M(Acme.Link link, byte[] buffer) { link.Take(buffer); } }" + Link);

    [Fact]
    public Task A_loop_over_a_wrapper_that_receives() => Configured<EndOfStreamUnnoticed>.Reports(
        """
        class C
        {
            void M(Acme.Link link, byte[] buffer)
            {
                var filled = 0;
                while (filled < 100)
                {
                    filled += link.{|NWA2002:Take|}(buffer);
                }
            }
        }
        """ + Link,
        "[Acme.Link]::Take -> receive");

    [Fact]
    public Task A_factory_whose_caller_owns_the_result() => Configured<ConnectionLeaked>.Reports(
        """
        class C
        {
            void Leaks(byte[] buffer)
            {
                var link = Acme.Dialer.{|NWA5001:Dial|}("host");
                link.Put(buffer);
            }

            void Releases(byte[] buffer)
            {
                using var link = Acme.Dialer.Dial("host");
                link.Put(buffer);
            }
        }
        """ + Link,
        "[Acme.Dialer]::Dial -> own\n[Acme.Link]::Put -> send");

    [Fact]
    public Task A_call_that_blocks_and_a_method_that_is_run_for_each_message() => Configured<BlockingCallInHandler>.Reports(
        """
        class Session : Acme.ISession
        {
            public void OnMessage(string text) => Acme.Dialer.{|NWA6002:Ask|}(text);
            public void Other(string text) => Acme.Dialer.Ask(text);
        }
        """ + Link,
        "[Acme.Dialer]::Ask -> block\n[Acme.ISession]::OnMessage -> handle");

    [Fact]
    public Task A_call_that_burns() => Configured<CpuWorkOnIoThread>.Reports(
        """
        class Session : Acme.ISession
        {
            public void OnMessage(string text) => Acme.Dialer.{|NWA6001:Derive|}(text);
        }
        """ + Link,
        "[Acme.Dialer]::Derive -> cpu\n[Acme.ISession]::OnMessage -> handle");

    [Theory]
    [InlineData("[Acme.Link]::Take -> recieve", "there is no role 'recieve'; the roles are accept, block, connect, connection, cpu, handle, own, receive, receive-exactly, release, send")]
    [InlineData("Acme.Link::Take -> receive", "a line is '[Namespace.Type]::Member -> role', '[Namespace.Type] -> connection' or a comment after '#'")]
    [InlineData("[Acme.Link] -> receive", "the role 'receive' needs a member, '::Name' after the type")]
    [InlineData("[Acme.Link]::Take -> connection", "the role 'connection' is for a type, without '::Take'")]
    [InlineData("[Acme.Link]::Tak -> receive", "'Acme.Link' has no member 'Tak'")]
    [InlineData("[Acme.TcpLink]::ToString -> send", "")]
    [InlineData("[Acme.TcpLink]::GetHashCode -> send", "'GetHashCode' is declared by 'object'; name that type")]
    [InlineData("[Acme.Lynk]::Take -> receive", "there is no type 'Acme.Lynk'; nested types are written Outer+Inner, generic ones Name`1")]
    [InlineData("[Elsewhere.Link]::Take -> receive", "")]
    [InlineData("[Acme.Link] -> connection", "")]
    [InlineData("", "")]
    public Task A_line_that_says_nothing_is_told(string line, string reason) => Configured<ConfigurationCheck>.Reports(
        "class C { }" + Link.Replace("public override void Dispose() { }", "public override void Dispose() { } public override string ToString() => \"\";", System.StringComparison.Ordinal),
        "# first\n" + line,
        "",
        reason.Length == 0 ? [] : [new DiagnosticResult("NWA0002", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithSpan("/NetworkingAnalyzers.Apis.txt", 2, 1, 2, line.Length + 1).WithArguments(reason)]);
}
