using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class CpuWorkOnIoThreadTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.IO;
        using System.IO.Compression;
        using System.Linq;
        using System.Net.Sockets;
        using System.Security.Cryptography;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string Web = Usings + """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Connections;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Hosting;

        """;

    [Theory]
    [InlineData("Rfc2898DeriveBytes.[|Pbkdf2|](password, salt, 100_000, HashAlgorithmName.SHA256, 32)")]
    [InlineData("Rfc2898DeriveBytes.[|Pbkdf2|](password, salt, Rounds, HashAlgorithmName.SHA256, 32)")]
    [InlineData("Rfc2898DeriveBytes.[|Pbkdf2|](password, salt, int.Parse(password), HashAlgorithmName.SHA256, 32)")]
    [InlineData("RSA.[|Create|](2048)")]
    [InlineData("[|new RSACryptoServiceProvider(4096)|]")]
    [InlineData("DSA.[|Create|](2048)")]
    [InlineData("[|new GZipStream(new MemoryStream(), CompressionLevel.SmallestSize)|]")]
    [InlineData("[|new BrotliStream(new MemoryStream(), CompressionLevel.SmallestSize, true)|]")]
    [InlineData("BrotliEncoder.[|TryCompress|](salt, salt, out _, 11, 22)")]
    [InlineData("Parallel.[|For|](0, 10, i => { })")]
    [InlineData("salt.[|AsParallel|]().Sum(b => b)")]
    [InlineData("SpinWait.[|SpinUntil|](() => _stop, 100)")]
    public Task Heavy_calls_in_an_endpoint_are_reported(string call) => Reports("""
        class C
        {
            private const int Rounds = 600_000;
            private bool _stop;

            void M(WebApplication app) => app.MapPost("/", (string password, byte[] salt) =>
            {
                var x = CALL;
            });
        }
        """.Replace("CALL", call));

    [Theory]
    [InlineData("Rfc2898DeriveBytes.Pbkdf2(password, salt, 1000, HashAlgorithmName.SHA256, 32)")]
    [InlineData("Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA256, 32)")]
    [InlineData("RSA.Create()")]
    [InlineData("ECDsa.Create(ECCurve.NamedCurves.nistP256)")]
    [InlineData("new GZipStream(new MemoryStream(), CompressionLevel.Optimal)")]
    [InlineData("new GZipStream(new MemoryStream(), CompressionMode.Decompress)")]
    [InlineData("new BrotliStream(new MemoryStream(), level)")]
    [InlineData("BrotliEncoder.TryCompress(salt, salt, out _)")]
    [InlineData("SHA256.HashData(salt)")]
    [InlineData("HMACSHA256.HashData(salt, salt)")]
    [InlineData("salt.Sum(b => b)")]
    [InlineData("Parallel.ForEachAsync(salt, (b, token) => default)")]
    public Task Small_uses_are_quiet(string call) => Quiet("""
        class C
        {
            private const int Rounds = 4096;

            void M(WebApplication app) => app.MapPost("/", (string password, byte[] salt, CompressionLevel level) =>
            {
                var x = CALL;
            });
        }
        """.Replace("CALL", call));

    [Fact]
    public Task A_derivation_object_is_judged_by_its_rounds() => Reports("""
        public class Login : ControllerBase
        {
            public byte[] Post(string password, byte[] salt)
            {
                using var slow = new Rfc2898DeriveBytes(password, salt, 100_000, HashAlgorithmName.SHA256);
                using var quick = new Rfc2898DeriveBytes(password, salt, 1000, HashAlgorithmName.SHA256);
                return quick.GetBytes(20).Concat(slow.[|GetBytes|](20)).ToArray();
            }
        }
        """);

    [Fact]
    public Task Packages_with_well_known_names_are_known() => Reports("""
        namespace BCrypt.Net
        {
            public static class BCrypt
            {
                public static string HashPassword(string text) => text;
                public static string HashPassword(string text, int workFactor) => text;
                public static bool Verify(string text, string hash) => true;
            }
        }

        namespace SixLabors.ImageSharp
        {
            public class Image { public static Image Load(Stream stream) => new(); }
        }

        namespace SixLabors.ImageSharp.Processing
        {
            public static class ProcessingExtensions { public static void Mutate(this Image image, Action<object> how) { } }
        }

        namespace App
        {
            using SixLabors.ImageSharp;
            using SixLabors.ImageSharp.Processing;

            public class Users : ControllerBase
            {
                public string Post(string password) => BCrypt.Net.BCrypt.[|HashPassword|](password, 12);
                public string Quick(string password) => BCrypt.Net.BCrypt.HashPassword(password, 4);
                public bool Get(string password, string hash) => BCrypt.Net.BCrypt.[|Verify|](password, hash);
                public void Picture(Stream stream) { var image = Image.[|Load|](stream); image.Mutate(x => { }); }
            }
        }
        """);

    [Fact]
    public Task Connection_handlers_and_callbacks_are_reported() => Reports("""
        class Server : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                Answer();
            }

            private byte[] Answer() => Rfc2898DeriveBytes.[|Pbkdf2|]("a", new byte[16], 600_000, HashAlgorithmName.SHA256, 32);
        }

        class Peer
        {
            void Start(SocketAsyncEventArgs args) => args.Completed += OnCompleted;

            void OnCompleted(object? sender, SocketAsyncEventArgs args) => GC.[|Collect|]();

            void Start(NetworkStream stream, byte[] buffer) => stream.BeginRead(buffer, 0, 1, result =>
            {
                stream.EndRead(result);
                using var rsa = RSA.[|Create|](3072);
            }, null);
        }
        """);

    [Fact]
    public Task Loops_that_turn_for_long_are_reported() => Reports("""
        class C
        {
            void M(WebApplication app) => app.MapGet("/", () =>
            {
                double sum = 0;
                [|for|] (int i = 0; i < 50_000_000; i++) sum += Math.Sqrt(i);
                [|for|] (int i = 0; i < 2000; i++)
                {
                    for (int j = 0; j < 1000; j += 1) sum += i * j;
                }

                return sum;
            });
        }
        """);

    [Fact]
    public Task Loops_that_end_soon_or_early_or_wait_are_quiet() => Quiet("""
        class C
        {
            void M(WebApplication app, int count) => app.MapGet("/", async () =>
            {
                double sum = 0;
                for (int i = 0; i < 1000; i++) sum += Math.Sqrt(i);
                for (int i = 0; i < count; i++) sum += i;
                for (int i = 0; i < int.MaxValue; i++) { if (sum > 3) break; }
                for (int i = 0; i < 2_000_000; i++) { await Task.Yield(); }
                for (int i = 0; i < 1000; i++) { for (int j = 0; j < 100; j++) sum += j; }
                return sum;
            });
        }
        """);

    [Fact]
    public Task Spinning_on_a_flag_or_on_the_clock_is_reported() => Reports("""
        public class Work : ControllerBase
        {
            private bool _done;
            private volatile int _left;

            public void Wait(Task task)
            {
                [|while|] (!_done) { }
                [|while|] (_left > 0) Thread.SpinWait(20);
                [|while|] (!task.IsCompleted) Thread.Yield();
            }

            public int Burn()
            {
                var watch = Stopwatch.StartNew();
                var n = 0;
                [|while|] (watch.ElapsedMilliseconds < 200) { n++; }
                var end = DateTime.UtcNow.AddSeconds(1);
                [|while|] (DateTime.UtcNow < end) { }
                [|do|] { n++; } while (watch.Elapsed.TotalSeconds < 2);
                return n;
            }
        }
        """);

    [Fact]
    public Task Loops_that_do_something_are_quiet() => Quiet("""
        public class Work : ControllerBase
        {
            private bool _more;
            private int _n;

            public async Task Get(byte[] data, Queue<int> queue, Exception e)
            {
                while (_more) { _more = false; }
                while (_more) { await Task.Delay(1); }
                while (_more) { Thread.Sleep(1); }
                while (queue.Count > 0) { queue.Dequeue(); }
                var i = 0;
                while (i < data.Length && data[i] != 0) { i++; }
                while (e.InnerException != null) { e = e.InnerException; }
                while (Interlocked.CompareExchange(ref _n, 1, 0) != 0) { }
                while (_more) { if (i > 3) break; i++; }
            }
        }
        """);

    [Fact]
    public Task Hashing_again_and_again_is_reported() => Reports("""
        class C
        {
            void M(WebApplication app, SHA256 sha) => app.MapPost("/", (byte[] data, List<byte[]> blocks) =>
            {
                for (var i = 0; i < 100_000; i++) data = SHA256.[|HashData|](data);
                foreach (var block in blocks) sha.ComputeHash(block);
            });
        }
        """);

    [Fact]
    public Task Hashing_many_buffers_is_reported() => Reports("""
        class C
        {
            void M(WebApplication app, SHA256 sha) => app.MapPost("/", (List<byte[]> blocks) =>
            {
                foreach (var block in blocks) sha.[|ComputeHash|](block);
            });
        }
        """);

    [Fact]
    public Task A_digest_for_each_message_or_each_name_is_quiet() => Quiet("""
        class Server(SHA256 sha) : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                while (true)
                {
                    var message = await connection.Transport.Input.ReadAsync();
                    var hash = sha.ComputeHash(new byte[16]);
                    foreach (var name in new[] { "a", "b" }) sha.ComputeHash(Encoding.UTF8.GetBytes(name));
                    for (var i = 0; i < 3; i++) hash = SHA256.HashData(hash);
                }
            }
        }
        """);

    [Fact]
    public Task A_key_that_is_imported_is_not_made() => Quiet("""
        class C
        {
            void M(WebApplication app) => app.MapPost("/", (string pem, byte[] data) =>
            {
                using var rsa = RSA.Create(2048);
                rsa.ImportFromPem(pem);
                return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            });
        }
        """);

    [Theory]
    [InlineData("Task.Run(() => Heavy());")]
    [InlineData("Task.Factory.StartNew(() => Heavy(), TaskCreationOptions.LongRunning);")]
    [InlineData("new Thread(() => Heavy()).Start();")]
    [InlineData("await Task.Run(() => Rfc2898DeriveBytes.Pbkdf2(\"a\", new byte[16], 600_000, HashAlgorithmName.SHA256, 32));")]
    public Task What_is_handed_to_workers_is_quiet(string statement) => Quiet("""
        class Server : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                STATEMENT
                await Task.Yield();
            }

            private byte[] Heavy() => Rfc2898DeriveBytes.Pbkdf2("a", new byte[16], 600_000, HashAlgorithmName.SHA256, 32);
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task What_only_so_many_may_do_at_once_is_quiet() => Quiet("""
        public class Login : ControllerBase
        {
            private static readonly SemaphoreSlim Gate = new(2);

            public async Task<byte[]> Post(string password, byte[] salt)
            {
                await Gate.WaitAsync();
                try
                {
                    return Rfc2898DeriveBytes.Pbkdf2(password, salt, 600_000, HashAlgorithmName.SHA256, 32);
                }
                finally
                {
                    Gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_background_service_is_the_place_for_work() => Quiet("""
        class Worker : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken token)
            {
                await Task.Yield();
                using var rsa = RSA.Create(4096);
                Parallel.For(0, 10, i => { });
            }
        }
        """);

    [Fact]
    public Task A_method_that_is_no_handler_is_quiet() => Quiet("""
        public class Passwords
        {
            public byte[] Hash(string password, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(password, salt, 600_000, HashAlgorithmName.SHA256, 32);
            public void Spin() { for (var i = 0; i < 50_000_000; i++) { } }
        }
        """);

    [Fact]
    public Task What_runs_once_at_the_start_is_quiet() => Verify<CpuWorkOnIoThread>.Quiet(
        Web + """
        using var rsa = RSA.Create(2048);
        var app = WebApplication.Create();
        Parallel.For(0, 10, i => { });
        app.MapGet("/", () => 1);
        app.Run();
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task An_endpoint_of_a_top_level_program_is_reported() => Verify<CpuWorkOnIoThread>.Reports(
        Web + """
        var app = WebApplication.Create();
        app.MapGet("/", Key);
        app.Run();

        static string Key()
        {
            using var rsa = RSA.[|Create|](2048);
            return rsa.ToXmlString(true);
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task An_old_framework_is_reported_too() => Verify<CpuWorkOnIoThread>.Reports(
        Usings.Replace("using System.IO.Compression;\n", string.Empty) + """
        class Peer
        {
            void Start(Socket socket, byte[] buffer) => socket.BeginReceive(buffer, 0, 1, SocketFlags.None, OnReceived, socket);

            void OnReceived(IAsyncResult result)
            {
                ((Socket)result.AsyncState).EndReceive(result);
                using (var rsa = [|new RSACryptoServiceProvider(2048)|]) { }
                using (var derive = new Rfc2898DeriveBytes("a", new byte[8])) derive.GetBytes(16);
                using (var derive = new Rfc2898DeriveBytes("a", new byte[8], 50000)) derive.[|GetBytes|](16);
            }
        }
        """,
        "net462");

    [Fact]
    public Task Tests_may_burn() => Quiet("""
        class TestAttribute : Attribute { }

        class Handlers : ConnectionHandler
        {
            [Test]
            public void Some() { }

            public override Task OnConnectedAsync(ConnectionContext connection)
            {
                using var rsa = RSA.Create(2048);
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<CpuWorkOnIoThread>.Quiet(
        Web + """
        public class C : ControllerBase
        {
            public void Get()
            {
                {|CS0103:Rs|}.Create(2048);
                while ({|CS0103:flag|}) { }
                for (var i = 0; i < {|CS0103:end|}; i++) { }
            }
        }
        """);

    private static Task Reports(string code) => Verify<CpuWorkOnIoThread>.Reports(Web + code);

    private static Task Quiet(string code) => Verify<CpuWorkOnIoThread>.Quiet(Web + code);
}
