namespace Easel.Models;
