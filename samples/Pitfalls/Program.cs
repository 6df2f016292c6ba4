using Pitfalls;

// A small service with a mistake in every corner: build it and read the warnings. Do not run it in earnest.
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();

app.MapGet("/", () => "ok");
IoThreads.Map(app);

var listener = new ChatServer(5001);
_ = Task.Run(listener.Run);
_ = new Clock().RunAsync();
app.Run();
