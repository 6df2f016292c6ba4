using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferenceServer;
using ReferenceServer.Transport;

// Composition only: options, transport, endpoints. Everything can be set on the command line, for example
//   dotnet run --project samples/ReferenceServer -- --port 5080 --tls 5443 --Transport:MaxConnections 10000
if (CommandLine.AsksForHelp(args))
{
    Console.Write(CommandLine.Help);
    return 0;
}

if (CommandLine.Unknown(args) is { } unknown)
{
    Console.Error.WriteLine($"{unknown} is no option; --help lists them.");
    return 1;
}

var builder = WebApplication.CreateSlimBuilder(args);
var settings = builder.Configuration;

var level = LogLevel.Information;
if (settings["log"] is { } levelText && (!Enum.TryParse(levelText, ignoreCase: true, out level) || !Enum.IsDefined(level)))
{
    Console.Error.WriteLine($"--log {levelText} is no level: {string.Join(", ", Enum.GetNames<LogLevel>())}.");
    return 1;
}

// The host logs a failed start with its stack trace; what a person set wrongly is told in one sentence below instead.
var starting = true;
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", severity => !starting && severity >= LogLevel.Information);
builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(level).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

if (!IPAddress.TryParse(settings["address"] ?? "127.0.0.1", out var address))
{
    Console.Error.WriteLine($"--address {settings["address"]} is no IP address.");
    return 1;
}

if (!TryPort("port", out var givenPort) || !TryPort("tls", out var tls)
    || !TrySeconds("headers", 10, least: 0.1, out var headers) || !TrySeconds("keepalive", 130, least: 0.1, out var keepAlive) || !TrySeconds("drain", 0, least: 0, out var drain))
{
    return 1;
}

var port = givenPort ?? 5080;

if (settings["transport"] != "kestrel")
{
    // `--transport kestrel` is the control: the same server on Kestrel's own sockets.
    builder.WebHost.UseReferenceTransport(options => settings.GetSection("Transport").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
}

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.RequestHeadersTimeout = headers;
    kestrel.Limits.KeepAliveTimeout = keepAlive;
    kestrel.AddServerHeader = false;
    kestrel.Listen(address, port);
    if (tls is { } tlsPort)
    {
        kestrel.Listen(IPAddress.Loopback, tlsPort, listen => listen.UseHttps(TrialCertificate.Make()));
    }

    if (settings["unix"] is { } path)
    {
        kestrel.ListenUnixSocket(path);
    }
});

builder.Services.AddSingleton(new Draining(drain));
builder.Services.AddHostedService(services => services.GetRequiredService<Draining>());
builder.Services.AddSingleton<CpuPool>();

WebApplication app;
try
{
    app = builder.Build();
}
catch (InvalidOperationException failure)
{
    // An option of the transport that cannot be read, or that it does not have.
    Console.Error.WriteLine(failure.Message);
    return 1;
}

var cpu = app.Services.GetRequiredService<CpuPool>();
var draining = app.Services.GetRequiredService<Draining>();
var meters = settings.GetValue("meters", true) ? new MeterReadings() : null;

app.MapGet("/hello", static context => context.Response.WriteAsync("Hello, World!"));

app.MapGet("/burn", async context =>
{
    // Work that computes goes to threads of its own, behind a queue with an end.
    var time = Milliseconds(context, 100);
    if (cpu.TryRun(() => Burn(time)) is not { } work)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return;
    }

    await context.Response.WriteAsync($"{await work} rounds");
});

app.MapGet("/stream", async context =>
{
    var until = TimeSpan.FromSeconds(context.Request.Query.TryGetValue("seconds", out var text) && int.TryParse(text, out var seconds) ? Math.Clamp(seconds, 1, 3600) : 10);
    context.Response.ContentType = "text/plain";
    var gone = context.RequestAborted;
    using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
    try
    {
        for (var sent = TimeSpan.Zero; sent < until && await ticks.WaitForNextTickAsync(gone); sent += ticks.Period)
        {
            await context.Response.WriteAsync($"{DateTime.UtcNow:O}\n", gone);
            await context.Response.Body.FlushAsync(gone);
        }
    }
    catch (OperationCanceledException) when (gone.IsCancellationRequested)
    {
        app.Logger.StreamCut(context.Features.Get<IConnectionEndingFeature>()?.Ending.ToString() ?? "not told by this transport");
    }
});

app.MapGet("/large", static async context =>
{
    // More than the system's buffers take: for trying what becomes of a reader that does not read.
    var block = new byte[64 * 1024];
    for (var sent = 0; sent < 64 * 1024 * 1024 && !context.RequestAborted.IsCancellationRequested; sent += block.Length)
    {
        await context.Response.Body.WriteAsync(block);
    }
});

app.MapGet("/health/live", static context => context.Response.WriteAsync("live"));
app.MapGet("/health/ready", context =>
{
    context.Response.StatusCode = draining.Begun ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
    return context.Response.WriteAsync(draining.Begun ? "draining" : "ready");
});

// Mistakes, to try what they do to the others: a handler that blocks its thread, and one that computes on it.
app.MapGet("/pitfall/descriptors", static async context =>
{
    // Begun first: code that was never run before needs a descriptor to be loaded, and a timer's thread to be started.
    var time = Task.Delay(Milliseconds(context, 3000));
    var held = Pitfalls.TakeAllDescriptors();
    try
    {
        await time;
    }
    finally
    {
        held.ForEach(static one => one.Dispose());
    }

    await context.Response.WriteAsync($"{held.Count} held");
});
app.MapGet("/pitfall/block", static context => Pitfalls.BlockAsync(context, Milliseconds(context, 2000)));
app.MapGet("/pitfall/block-pool", static async context =>
{
    await Task.Yield();
    await Pitfalls.BlockAsync(context, Milliseconds(context, 2000));
});
app.MapGet("/pitfall/length", static context =>
{
    // One byte more is promised than comes: the other side would wait, did Kestrel not end the connection and log why.
    context.Response.ContentLength = 6;
    return context.Response.Body.WriteAsync("Cr\u00e8me"u8.ToArray().AsMemory(0, 5)).AsTask();
});
app.MapGet("/pitfall/throw", static Task (context) => throw new InvalidOperationException("the order has no customer"));
app.MapGet("/pitfall/burn", static context =>
{
    var rounds = Burn(Milliseconds(context, 100));
    return context.Response.WriteAsync($"{rounds} rounds");
});

if (meters is not null)
{
    app.MapGet("/metrics", context =>
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(meters.ToText());
    });
    app.MapGet("/stats.json", async context =>
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        meters.WriteTo(json);
        await json.FlushAsync();
    });
    app.MapGet("/", static async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        await using var page = typeof(CpuPool).Assembly.GetManifestResourceStream("live.html")!;
        await page.CopyToAsync(context.Response.Body);
    });
}

try
{
    await app.StartAsync();
}
catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressNotAvailable)
{
    Console.Error.WriteLine($"--address {address} is no address of this machine: 127.0.0.1, 0.0.0.0 and those that `ip address` shows.");
    return 1;
}
catch (Exception failure) when (failure is IOException or SocketException or ArgumentException or FormatException or InvalidOperationException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

starting = false;
await app.WaitForShutdownAsync();
return 0;

bool TryPort(string option, out int? port)
{
    port = int.TryParse(settings[option], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= IPEndPoint.MaxPort ? given : null;
    if (port is null && settings[option] is { } text)
    {
        Console.Error.WriteLine($"--{option} {text} is no port: 0 to {IPEndPoint.MaxPort}.");
        return false;
    }

    return true;
}

bool TrySeconds(string option, double otherwise, double least, out TimeSpan time)
{
    const double Most = 24 * 60 * 60;
    var seconds = otherwise;
    var isGood = settings[option] is not { } text || (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) && seconds >= least && seconds <= Most);
    time = isGood ? TimeSpan.FromSeconds(seconds) : default;
    if (!isGood)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--{option} {settings[option]} is no number of seconds: {least} to {Most}."));
    }

    return isGood;
}

static TimeSpan Milliseconds(HttpContext context, int otherwise) => TimeSpan.FromMilliseconds(
    context.Request.Query.TryGetValue("ms", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Min(given, 60_000) : otherwise);

static long Burn(TimeSpan time)
{
    var rounds = 0L;
    for (var until = DateTime.UtcNow + time; DateTime.UtcNow < until; rounds++)
    {
        Thread.SpinWait(100);
    }

    return rounds;
}
